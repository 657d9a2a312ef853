package doppel.kernels;

/** Where tensors live and are computed; written {@code cpu}, {@code cuda} or {@code cuda:1}. */
public sealed interface Device {
    /** The host's processor. */
    record Cpu() implements Device {
        @Override
        public String toString() {
            return "cpu";
        }
    }

    /**
     * An NVIDIA card.
     *
     * @param ordinal its number as the driver counts, from 0
     */
    record Cuda(int ordinal) implements Device {
        public Cuda {
            if (ordinal < 0) throw new IllegalArgumentException("device: cuda:" + ordinal + " has a number below 0");
        }

        @Override
        public String toString() {
            return "cuda:" + ordinal;
        }
    }

    /**
     * Reads a device's name.
     *
     * @throws IllegalArgumentException if it is none of the three forms
     */
    static Device parse(String name) {
        if (name.equals("cpu")) return new Cpu();
        if (name.equals("cuda")) return new Cuda(0);
        if (name.matches("cuda:\\d{1,4}")) return new Cuda(Integer.parseInt(name.substring(5)));
        throw new IllegalArgumentException("device: wanted cpu, cuda or cuda:N, got " + name);
    }
}
