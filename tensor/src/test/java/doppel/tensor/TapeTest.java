package doppel.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.kernels.Backends;
import doppel.kernels.Kernels;
import doppel.kernels.Shape;
import doppel.tensor.ops.Add;
import doppel.tensor.ops.Concat;
import doppel.tensor.ops.Reshape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the tape makes of a graph; expected gradients are worked out by hand. */
class TapeTest {
    private Kernels kernels;
    private TensorScope model;
    private TensorScope step;
    private Tensor a;
    private Tensor b;

    @BeforeEach
    void open() {
        kernels = Backends.reference();
        model = new TensorScope(kernels);
        step = model.recording();
        a = variable(2, 3);
        b = variable(5, -1);
    }

    private Tensor variable(float... values) {
        Tensor v = model.variable(new Shape(values.length));
        v.upload(values);
        return v;
    }

    @AfterEach
    void close() {
        step.close();
        model.close();
        assertEquals(0, kernels.memory().usedBytes());
        kernels.close();
    }

    /** Parameters as the step sees them: what is made of them belongs to the step. */
    private Tensor in(Tensor parameter) {
        return new Reshape(parameter.shape()).applyIn(step, parameter);
    }

    private void assertGradient(Gradients gradients, Tensor of, double... wanted) {
        float[] floats = gradients.of(of).toFloats();
        double[] found = new double[floats.length];
        for (int i = 0; i < found.length; i++) found[i] = floats[i];
        assertArrayEquals(wanted, found, 1e-5);
    }

    @Test
    void aProductIsDifferentiated() {
        Gradients g = step.tape().backward(in(a).times(b));
        assertGradient(g, a, 5, -1);
        assertGradient(g, b, 2, 3);
    }

    @Test
    void aWeightUsedTwiceGetsTheSum() {
        Tensor x = in(a);
        Tensor y = x.times(b).plus(x.times(3)); // a b + 3 a
        assertGradient(step.tape().backward(y), a, 5 + 3, -1 + 3);
    }

    @Test
    void aWeightUsedInTwoSeparateOpsGetsTheSum() {
        Tensor one = step.of(new Shape(2), 1, 1);
        Tensor y = one.times(a).plus(one.times(10).times(a));
        assertGradient(step.tape().backward(y), a, 11, 11);
    }

    @Test
    void aTensorAddedToItselfGetsTwice() {
        Tensor x = in(a);
        assertGradient(step.tape().backward(x.plus(x)), a, 2, 2);
    }

    @Test
    void aTensorTakenFromItselfGetsNothing() {
        Tensor x = in(a);
        assertGradient(step.tape().backward(x.minus(x)), a, 0, 0);
    }

    @Test
    void theBranchesOfASumDoNotShareTheirGradient() {
        Tensor x = in(a);
        Tensor y = in(b);
        Tensor z = x.plus(y); // both get dz; that of x is changed in place afterwards
        Tensor loss = z.plus(x.times(7));
        Gradients g = step.tape().backward(loss);
        assertGradient(g, a, 8, 8);
        assertGradient(g, b, 1, 1);
    }

    @Test
    void gradientsThatAreScaledInPlaceDoNotSpoilOthers() {
        Tensor x = in(a).times(2); // backward scales in place
        Tensor y = in(b).times(3);
        Gradients g = step.tape().backward(x.plus(y));
        assertGradient(g, a, 2, 2);
        assertGradient(g, b, 3, 3);
    }

    @Test
    void aReshapedSharedTensorKeepsItsOwnGradient() {
        Tensor x = in(a);
        Tensor row = x.reshape(1, 2);
        Tensor column = x.reshape(2, 1);
        Tensor outer = row.times(column); // x_i x_j: its sum is (x_0 + x_1)^2
        Tensor loss = outer.sum().plus(x.sum());
        Gradients g = step.tape().backward(loss);
        assertGradient(g, a, 2 * (2 + 3) + 1, 2 * (2 + 3) + 1);
    }

    @Test
    void viewsOfOneGradientAreKeptApart() {
        Tensor x = in(a);
        Tensor z = x.plus(x.reshape(2)); // dx is dz, and a view of dz
        assertGradient(step.tape().backward(z.times(4)), a, 8, 8);
    }

    /** {@code y = p + q + r}, whose three gradients are all the same tensor. */
    private record SumOfThree() implements Op {
        @Override
        public Tensor forward(TensorScope scope, Tensor... x) {
            return new Add().forward(scope, new Add().forward(scope, x[0], x[1]), x[2]);
        }

        @Override
        public Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
            return new Tensor[] {dy, dy, dy};
        }
    }

    @Test
    void oneGradientForThreeInputsIsNotChangedBySummingTwoOfThem() {
        Tensor x = in(a);
        Gradients g = step.tape().backward(new SumOfThree().apply(x, x, in(b)));
        assertGradient(g, a, 2, 2);
        assertGradient(g, b, 1, 1);
    }

    @Test
    void aGradientNobodyWantsIsDropped() {
        Tensor constant = step.of(new Shape(2), 1, 1);
        Gradients g = step.tape().backward(new SumOfThree().apply(in(a), constant, in(b)));
        assertNull(g.find(constant));
        assertGradient(g, a, 1, 1);
    }

    /** Forgets a gradient that is wanted. */
    private record Forgetful() implements Op {
        @Override
        public Tensor forward(TensorScope scope, Tensor... x) {
            return scope.zeros(x[0].shape());
        }

        @Override
        public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
            return new @Nullable Tensor[1];
        }
    }

    @Test
    void aMissingGradientFailsLoudly() {
        Tensor y = new Forgetful().applyIn(step, a);
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> step.tape().backward(y));
        assertEquals("Forgetful[]: no gradient for input 0", e.getMessage());
    }

    @Test
    void aDetachedTensorStopsGradients() {
        Tensor x = in(a);
        Tensor y = x.times(x.detached()); // counts as a times a constant
        Gradients g = step.tape().backward(y);
        assertGradient(g, a, 2, 3);
        Tensor nothing = x.detached().times(2);
        assertFalse(nothing.wantsGradient());
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> step.tape().backward(nothing));
        assertEquals("backward: tensor f32 [2] depends on no variable", e.getMessage());
    }

    @Test
    void aVariableThatTheLossDoesNotDependOnHasNoGradient() {
        Gradients g = step.tape().backward(in(a).times(2));
        assertNull(g.find(b));
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> g.of(b));
        assertEquals("gradient: the loss does not depend on tensor f32 [2] with gradient", e.getMessage());
    }

    @Test
    void opsWithoutAVariableAreNotNoted() {
        Tensor x = step.of(new Shape(2), 1, 2);
        x.plus(x).times(3);
        assertEquals(0, step.tape().size());
        x.times(a);
        assertEquals(1, step.tape().size());
    }

    @Test
    void aChildRecordsNothing() {
        try (TensorScope child = model.child()) {
            Tensor y = child.of(new Shape(2), 1, 1).times(a);
            assertFalse(y.wantsGradient());
            IllegalStateException e = assertThrows(IllegalStateException.class, child::tape);
            assertEquals("tape: this scope does not record; open it by recording()", e.getMessage());
        }
        try (TensorScope child = step.child()) {
            Tensor y = child.of(new Shape(2), 1, 1).times(a);
            assertFalse(y.wantsGradient());
            assertEquals(0, step.tape().size());
        }
    }

    @Test
    void viewsInAChildAreComputedWithWithoutAGradientInTheMiddleOfAStep() {
        Tensor x = in(a).times(2);
        int noted = step.tape().size();
        float[] found;
        try (TensorScope quiet = step.child()) {
            Tensor y = quiet.view(x).times(b).plus(quiet.view(x));
            assertFalse(y.wantsGradient());
            found = y.toFloats();
        }
        assertEquals(noted, step.tape().size());
        assertArrayEquals(new float[] {4 * 5 + 4, 6 * -1 + 6}, found);
        assertGradient(step.tape().backward(x.times(x)), a, 2 * 2 * 4, 2 * 2 * 6);
    }

    @Test
    void oneBranchMayBeStoppedWhileTheOtherOfTheSameWeightsLearns() {
        Tensor x = in(b);
        Tensor learning = x.times(a);
        Tensor stopped = x.times(3).times(a).detached();
        assertGradient(step.tape().backward(learning.times(stopped)), a, 5 * 5 * 3 * 2, -1 * -1 * 3 * 3);
    }

    @Test
    void twoBranchesWithTheSameWeightHandOutTheirSumOnce() {
        List<float[]> handed = new ArrayList<>();
        Tensor one = in(b).times(a);
        Tensor other = step.of(new Shape(2), 10, 20).times(a);
        step.tape().backward(one.plus(other), (variable, g) -> {
            if (variable == a) handed.add(g.toFloats());
        });
        assertEquals(1, handed.size());
        assertArrayEquals(new float[] {15, 19}, handed.getFirst());
    }

    @Test
    void aVectorOfLossesIsSummed() {
        Gradients g = step.tape().backward(in(a).times(a)); // one loss per element
        assertGradient(g, a, 4, 6);
    }

    @Test
    void aWalkOnceAndForAllHandsOutTheSameGradientsAndLeavesNothing() {
        long before = kernels.memory().usedBytes();
        Gradients wanted = step.tape().backward(sumOfCubesTimes(step));
        float[] ofA = wanted.of(a).toFloats();
        float[] ofB = wanted.of(b).toFloats();
        step.close();
        try (TensorScope again = model.recording()) {
            List<Tensor> order = new ArrayList<>();
            again.tape().backward(sumOfCubesTimes(again), (variable, g) -> {
                order.add(variable);
                assertArrayEquals(variable == a ? ofA : ofB, g.toFloats());
                variable.upload(0, 0); // nobody needs its value any more
            });
            assertEquals(List.of(b, a), order, "the one whose first use is later comes first");
            assertEquals(0, again.tape().size());
            assertEquals(0, again.size());
            assertEquals(before, kernels.memory().usedBytes());
        }
    }

    @Test
    void branchesWalkedBackOneAfterTheOtherHandOutTheSameGradients() {
        Tensor c = variable(4, 0.5f);
        Tensor shared = in(a).times(a);
        Gradients wanted = step.tape()
                .backward(shared.times(b).sum().plus(shared.times(c).times(c).sum()));
        float[] ofA = wanted.of(a).toFloats();
        float[] ofB = wanted.of(b).toFloats();
        float[] ofC = wanted.of(c).toFloats();
        step.close();
        try (TensorScope again = model.recording()) {
            Tensor x = new Reshape(a.shape()).applyIn(again, a);
            Tensor square = x.times(x);
            int from = again.tape().size();
            long before = kernels.memory().usedBytes();
            List<Tensor> order = new ArrayList<>();
            again.tape().backward(square.times(b).sum(), from, (variable, g) -> {
                order.add(variable);
                assertArrayEquals(ofB, g.toFloats());
            });
            assertEquals(List.of(b), order);
            assertEquals(from, again.tape().size());
            assertEquals(64, kernels.memory().usedBytes() - before, "the gradient of what both share waits");
            var refused = assertThrows(IllegalStateException.class, () -> square.times(b));
            assertTrue(refused.toString().contains("was handed on"), refused.toString());
            Tensor second = square.times(c).times(c).sum();
            assertThrows(IllegalStateException.class, () -> again.tape().backward(second));
            again.tape().backward(second, (variable, g) -> {
                order.add(variable);
                assertArrayEquals(variable == a ? ofA : ofC, g.toFloats());
            });
            assertEquals(List.of(b, c, a), order);
            assertEquals(0, again.tape().size());
            assertEquals(1, again.size(), "the refused product");
            again.tape().backward(new Reshape(b.shape()).applyIn(again, b).sum(), (variable, g) -> order.add(variable));
            assertEquals(b, order.getLast(), "after a whole walk all variables may be used again");
        }
    }

    /** {@code sum(a a b a)}, and a result on the way that nobody uses. */
    private Tensor sumOfCubesTimes(TensorScope scope) {
        Tensor x = new Reshape(a.shape()).applyIn(scope, a);
        Tensor square = x.times(x);
        Tensor dropped = square.plus(1);
        assertEquals(2, dropped.shape().size(0));
        return square.times(new Reshape(b.shape()).applyIn(scope, b)).times(x).sum();
    }

    @Test
    void theTapeCanBeWalkedForSeveralLosses() {
        Tensor x = in(a);
        Tensor shared = x.times(x);
        Tensor first = shared.times(b);
        Tensor second = shared.times(2);
        assertGradient(step.tape().backward(first), a, 2 * 2 * 5, 2 * 3 * -1);
        Gradients g = step.tape().backward(second);
        assertGradient(g, a, 8, 12);
        assertNull(g.find(b));
        assertGradient(step.tape().backward(first), a, 2 * 2 * 5, 2 * 3 * -1);
    }

    @Test
    void backwardLeavesNothingButTheGradients() {
        Tensor x = in(a);
        Tensor loss = new Concat(0)
                .apply(x.times(b), x.plus(x), x.reshape(1, 2).reshape(2))
                .mean();
        int before = step.size();
        long used = kernels.memory().usedBytes();
        Gradients g = step.tape().backward(loss);
        assertEquals(before + 2, step.size());
        assertEquals(used + 2 * 64, kernels.memory().usedBytes()); // two gradients, 64 bytes being the least
        assertEquals(step, g.of(a).scope());
        assertEquals(step, g.of(b).scope());
    }

    @Test
    void theValuesOfInputsAndResultsAreNotChangedByBackward() {
        Tensor x = in(a);
        Tensor y = x.times(3).plus(x);
        Tensor z = y.over(in(b));
        step.tape().backward(z.times(z));
        assertArrayEquals(new float[] {2, 3}, a.toFloats());
        assertArrayEquals(new float[] {5, -1}, b.toFloats());
        assertArrayEquals(new float[] {8, 12}, y.toFloats());
        assertArrayEquals(new float[] {8f / 5, -12}, z.toFloats());
    }

    @Test
    void aReleasedInputIsMissedByBackward() {
        Tensor x = in(a).times(2);
        Tensor y = x.times(x);
        x.release();
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> step.tape().backward(y));
        assertTrue(String.valueOf(e.getMessage()).contains("was released"), e.getMessage());
    }
}
