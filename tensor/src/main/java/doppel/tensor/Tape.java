package doppel.tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reverse-mode differentiation. While ops run, the tape notes each op with its inputs and its result; a walk from the
 * last note to the first then applies the chain rule: by the time a note is reached, all uses of its result have
 * contributed to the result's gradient, because they were noted later.
 */
public final class Tape {
    private record Note(Op op, Tensor[] inputs, Tensor result) {}

    private final TensorScope scope;
    private final List<Note> notes = new ArrayList<>();
    private final IdentityHashMap<Tensor, Tensor> waiting = new IdentityHashMap<>(); // between the parts of a walk
    private final Set<Tensor> handedOn = Collections.newSetFromMap(new IdentityHashMap<>());

    Tape(TensorScope scope) {
        this.scope = scope;
    }

    Tensor note(Op op, Tensor[] inputs, Tensor result) {
        for (Tensor x : inputs) {
            if (handedOn.contains(x)) throw new IllegalStateException(op + ": the gradient of " + x + " was handed on");
        }
        Tensor differentiable = result.wanting(true);
        notes.add(new Note(op, inputs.clone(), differentiable));
        return differentiable;
    }

    /** Number of ops noted. */
    public int size() {
        return notes.size();
    }

    /**
     * The gradients of {@code sum(loss)}, as DeepFaceLab sums its loss vector over the batch, with respect to every
     * leaf that wants one and had a part in it. They live in the tape's scope. Gradients of results in between are
     * released on the way. May be called again for another loss.
     *
     * @throws IllegalArgumentException if no gradient can flow to any leaf from this loss
     */
    public Gradients backward(Tensor loss) {
        checkDepends(loss);
        if (!waiting.isEmpty())
            throw new IllegalStateException("backward: a part of this tape was walked back already");
        IdentityHashMap<Tensor, Tensor> gradients = new IdentityHashMap<>();
        gradients.put(loss, ones(loss));
        for (int i = notes.size() - 1; i >= 0; i--) {
            Note note = notes.get(i);
            Tensor dy = gradients.remove(note.result);
            if (dy != null) passBack(note, dy, gradients);
        }
        return new Gradients(gradients);
    }

    /**
     * The same walk, once and for all: each gradient is handed on as soon as all uses of its variable have contributed,
     * and released then; each result is released when its op has been passed. So a step needs little more memory than
     * its results take, and what is handed on may already change the variable. Afterwards the tape is empty, and none
     * of the results noted on it can be used, the loss included.
     *
     * @param taker is given a variable and its gradient
     * @throws IllegalArgumentException if no gradient can flow to any leaf from this loss
     */
    public void backward(Tensor loss, BiConsumer<Tensor, Tensor> taker) {
        backward(loss, 0, taker);
    }

    /**
     * A part of that walk: back to note {@code from}. What was noted later goes; the gradients of what was noted before
     * wait on the tape for the next walk, which adds its own. So branches of a network need memory one after the other:
     *
     * <pre>{@code
     * Tensor shared = encoder.forward(x);
     * int from = tape.size();
     * tape.backward(first.loss(shared), from, taker); // its activations are gone now
     * tape.backward(second.loss(shared), 0, taker);
     * }</pre>
     *
     * @param from number of notes that stay, see {@link #size}
     * @param taker is given a variable that no note before {@code from} uses, and its gradient; none may use it again
     *     until the walk has ended at the first note
     * @throws IllegalArgumentException if no gradient can flow to any leaf from this loss
     */
    public void backward(Tensor loss, int from, BiConsumer<Tensor, Tensor> taker) {
        checkDepends(loss);
        IdentityHashMap<Tensor, Integer> firstUse = firstUses();
        add(waiting, loss, ones(loss));
        for (int i = notes.size() - 1; i >= from; i--) {
            Note note = notes.remove(i);
            Tensor dy = waiting.remove(note.result);
            if (dy != null) passBack(note, dy, waiting);
            for (Tensor x : note.inputs) {
                if (firstUse.getOrDefault(x, -1) != i) continue;
                Tensor g = waiting.remove(x);
                if (g == null) continue;
                taker.accept(x, g);
                g.release();
                handedOn.add(x);
            }
            note.result.release();
        }
        if (from > 0) return;
        for (Tensor g : waiting.values()) g.release(); // the loss itself, if it is a variable
        waiting.clear();
        handedOn.clear();
    }

    private static void checkDepends(Tensor loss) {
        if (!loss.wantsGradient()) throw new IllegalArgumentException("backward: " + loss + " depends on no variable");
    }

    private Tensor ones(Tensor like) {
        return scope.full(like.shape(), like.dtype(), 1);
    }

    /** For each variable the number of the first note that uses it, the last one that the walk comes to. */
    private IdentityHashMap<Tensor, Integer> firstUses() {
        IdentityHashMap<Tensor, Integer> first = new IdentityHashMap<>();
        for (int i = notes.size() - 1; i >= 0; i--) {
            for (Tensor x : notes.get(i).inputs) first.put(x, i);
        }
        for (Note note : notes) first.remove(note.result);
        return first;
    }

    /** Inputs that want a gradient and are no result of an op on this tape, each once, in the order of their use. */
    List<Tensor> leaves() {
        IdentityHashMap<Tensor, Boolean> known = new IdentityHashMap<>();
        List<Tensor> leaves = new ArrayList<>();
        for (Note note : notes) {
            for (Tensor x : note.inputs) {
                if (x.wantsGradient() && known.put(x, true) == null) leaves.add(x);
            }
            known.put(note.result, true);
        }
        return leaves;
    }

    private void passBack(Note note, Tensor dy, IdentityHashMap<Tensor, Tensor> gradients) {
        if (note.op instanceof Recomputed function) {
            runAgain(function, note, dy, gradients);
            return;
        }
        Tensor[] x = note.inputs;
        boolean[] wanted = new boolean[x.length];
        for (int i = 0; i < x.length; i++) wanted[i] = x[i].wantsGradient();
        @Nullable Tensor[] dx = note.op.backward(scope, dy, x, note.result, wanted);
        for (int i = 0; i < x.length; i++) {
            if (!wanted[i]) continue;
            Tensor g = dx[i];
            if (g == null) throw new IllegalStateException(note.op + ": no gradient for input " + i);
            if (!g.shape().equals(x[i].shape()) || g.dtype() != x[i].dtype()) {
                throw new IllegalStateException(note.op + ": gradient " + g + " of input " + x[i]);
            }
            add(gradients, x[i], usedAgain(dx, wanted, i) ? copy(g) : g.view(scope, g.buffer(), false));
        }
        for (Tensor g : dx) if (g != null) g.release(); // what is needed further was kept above
        dy.release();
    }

    /**
     * Runs a function once more, this time keeping what it makes, and walks back through that. Its arguments have other
     * tensors here, to which the gradients found so far are handed and from which they are taken back, so that sums are
     * added in the same order as without.
     */
    private void runAgain(Recomputed function, Note note, Tensor dy, IdentityHashMap<Tensor, Tensor> gradients) {
        try (TensorScope again = TensorScope.deepest(note.inputs).repeating()) {
            Tensor[] x = function.seenFrom(again, note.inputs);
            int before = notes.size();
            Tensor y = function.forward(again, x);
            if (notes.size() != before)
                throw new IllegalStateException("recomputed: made of tensors that are no input");
            for (int i = 0; i < x.length; i++) hand(gradients, note.inputs[i], x[i]);
            add(gradients, y, dy);
            List<Note> inner = again.tape().notes;
            while (!inner.isEmpty()) {
                Note last = inner.removeLast();
                Tensor g = gradients.remove(last.result);
                if (g != null) passBack(last, g, gradients);
                last.result.release();
            }
            for (int i = 0; i < x.length; i++) hand(gradients, x[i], note.inputs[i]);
        }
    }

    /** Makes the gradient of one tensor that of another, to which anything else may have been added. */
    private void hand(IdentityHashMap<Tensor, Tensor> gradients, Tensor from, Tensor to) {
        Tensor g = gradients.remove(from);
        if (g != null) add(gradients, to, g);
    }

    /** Whether a later gradient of the same op lies in the memory of this one, which a sum would change. */
    private static boolean usedAgain(@Nullable Tensor[] dx, boolean[] wanted, int i) {
        Tensor g = dx[i];
        boolean again = false;
        for (int j = i + 1; j < dx.length; j++) again |= wanted[j] && g != null && g.sharesMemoryWith(dx[j]);
        return again;
    }

    /** Adds {@code own}, whose memory nobody else needs, to the gradient of {@code x}. */
    private void add(IdentityHashMap<Tensor, Tensor> gradients, Tensor x, Tensor own) {
        Tensor sum = gradients.putIfAbsent(x, own);
        if (sum == null) return;
        scope.kernels().elementwise().accumulate(own.buffer(), 1, sum.buffer());
        own.release();
    }

    private Tensor copy(Tensor t) {
        Tensor copy = scope.allocate(t.shape(), t.dtype());
        scope.kernels().memory().copy(t.buffer(), copy.buffer());
        return copy;
    }
}
