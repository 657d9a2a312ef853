package doppel.kernels.cuda;

import java.util.List;

/**
 * One kernel: where it is written and what it is called with. The same descriptor serves the driver and the emulation
 * on the host.
 *
 * @param source file that holds it
 * @param kernel its name, {@code extern "C"}
 * @param parameters in order
 */
public record LaunchDescriptor(KernelSource source, String kernel, List<LaunchParameter> parameters) {
    /** Most bytes that arguments of one launch may take on every device. */
    public static final int MOST_ARGUMENT_BYTES = 4096;

    public LaunchDescriptor {
        parameters = List.copyOf(parameters);
        if (bytes(parameters) > MOST_ARGUMENT_BYTES) {
            throw new IllegalArgumentException("%s: %d bytes of arguments, at most %d fit"
                    .formatted(kernel, bytes(parameters), MOST_ARGUMENT_BYTES));
        }
    }

    /** With parameters by a signature such as {@code "p p l i8 f"}; see {@link LaunchParameter}. */
    static LaunchDescriptor of(String file, String kernel, String signature) {
        return new LaunchDescriptor(new KernelSource(file), kernel, LaunchParameter.parse(signature));
    }

    /** The parameters as one word each, as {@link #of} reads them. */
    public String signature() {
        return String.join(
                " ", parameters.stream().map(LaunchParameter::toString).toList());
    }

    /** Where parameter i begins in the packed arguments: each stands at a multiple of its value's size, as in C. */
    public int offset(int i) {
        return align(bytes(parameters.subList(0, i)), parameters.get(i).kind().bytes());
    }

    /** Size of the packed arguments, without padding behind the last. */
    public int argumentBytes() {
        return bytes(parameters);
    }

    private static int bytes(List<LaunchParameter> parameters) {
        int at = 0;
        for (LaunchParameter p : parameters) at = align(at, p.kind().bytes()) + p.bytes();
        return at;
    }

    private static int align(int at, int size) {
        return (at + size - 1) / size * size;
    }

    @Override
    public String toString() {
        return kernel + "(" + signature() + ")";
    }
}
