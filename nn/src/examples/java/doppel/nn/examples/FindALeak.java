package doppel.nn.examples;

import doppel.bindings.lifetime.NativeLedger;
import doppel.kernels.Backends;
import doppel.kernels.DType;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Memory;
import doppel.kernels.Shape;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import doppel.tensor.ops.Multiply;
import java.util.ArrayList;
import java.util.List;

/** Chapter 6. Who owns the memory of a step, and three steps of which two leak. */
final class FindALeak implements AutoCloseable {
    /**
     * What is there after a step.
     *
     * @param used bytes that tensors hold
     * @param reserved bytes taken from the system, those waiting for reuse included
     * @param modelTensors tensors of the model's scope
     * @param ledger entries in the book of open native resources
     */
    record Account(long used, long reserved, int modelTensors, int ledger) {}

    private final Kernels kernels = Backends.open(new Device.Cpu());
    private final TensorScope model = new TensorScope(kernels);
    private final Tensor weight = model.variable(model.of(new Shape(2), 1, 2));
    private final List<TensorScope> forgotten = new ArrayList<>(); // so that the example cleans up behind itself

    public static void main(String[] args) {
        try (var example = new FindALeak()) {
            example.print("clean", example::clean);
            example.print("misplaced: what it makes of the weight alone stays with the model", example::misplaced);
            example.print("forgetful: never closes its scope", example::forgetful);
            for (NativeLedger.Ticket ticket : NativeLedger.stillOpen()) {
                System.out.println("  open: " + ticket);
                Throwable opened = ticket.opened();
                if (opened != null) opened.printStackTrace(System.out);
            }
        }
    }

    private void print(String name, Runnable step) {
        System.out.println(name);
        for (Account account : accounts(4, step)) System.out.println("  " + account);
    }

    /** The books after each of some steps. */
    List<Account> accounts(int steps, Runnable step) {
        Memory memory = kernels.memory();
        List<Account> accounts = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            step.run();
            int entries = NativeLedger.stillOpen().size();
            accounts.add(new Account(memory.usedBytes(), memory.reservedBytes(), model.size(), entries));
        }
        return accounts;
    }

    /** All that the step makes dies with its scope. */
    void clean() {
        try (TensorScope step = model.recording()) {
            Tensor x = step.full(new Shape(1000, 2), DType.F32, 1);
            Tensor decay = new Multiply().applyIn(step, weight, weight).sum();
            step.tape().backward(x.times(weight).sum().plus(decay));
        }
    }

    /**
     * The scope is closed, but {@code weight.times(weight)} was never in it: all its inputs live in the model's scope,
     * so the product does too. Nor is it on the tape: no gradient passes.
     */
    void misplaced() {
        try (TensorScope step = model.recording()) {
            Tensor x = step.full(new Shape(1000, 2), DType.F32, 1);
            Tensor decay = weight.times(weight).sum();
            step.tape().backward(x.times(weight).sum().plus(decay));
        }
    }

    /** The scope is opened and never closed. */
    void forgetful() {
        TensorScope step = model.recording();
        forgotten.add(step);
        Tensor x = step.full(new Shape(1000, 2), DType.F32, 1);
        step.tape().backward(x.times(weight).sum());
    }

    @Override
    public void close() {
        forgotten.forEach(TensorScope::close);
        model.close();
        kernels.close();
    }
}
