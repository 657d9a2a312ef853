package doppel.app.onnx;

import java.util.Arrays;

/** Lists of whole numbers, which stand for sizes, on the host. */
final class HostLists {
    private HostLists() {}

    /** All inputs behind each other. */
    static OnnxTensor.Wholes concat(NodeRun run) {
        long[] all = {};
        for (int i = 0; i < run.count(); i++) {
            OnnxTensor.Wholes part = run.wholes(i);
            if (part.sizes().length > 1) throw new IllegalArgumentException("concatenation of " + part);
            int before = all.length;
            all = Arrays.copyOf(all, before + part.length());
            System.arraycopy(part.values(), 0, all, before, part.length());
        }
        return OnnxTensor.Wholes.list(all);
    }

    /** Entries of a list. */
    static Step gather(NodeSetup setup) {
        return run -> {
            OnnxTensor.Wholes list = run.wholes(0);
            OnnxTensor.Wholes indices = run.wholes(1);
            if (list.sizes().length != 1) throw new IllegalArgumentException("not supported: entries of " + list);
            long[] values = new long[indices.length()];
            for (int i = 0; i < values.length; i++) {
                values[i] = list.values()[Shaping.axis(indices.values()[i], list.length())];
            }
            return new OnnxTensor.Wholes(indices.sizes(), values);
        };
    }

    /** Number types; on the device there is only one. */
    static Step cast(NodeSetup setup) {
        long to = setup.node().whole("to", 1);
        boolean toReal = to == 1 || to == 10 || to == 11 || to == 16;
        return run -> switch (run.value(0)) {
            case OnnxTensor.Wholes host
            when toReal -> {
                float[] values = new float[host.length()];
                for (int i = 0; i < values.length; i++) values[i] = host.values()[i];
                yield new OnnxTensor.Reals(host.sizes(), values);
            }
            case OnnxTensor.Wholes host -> host;
            case OnnxTensor.Reals host
            when !toReal -> {
                long[] values = new long[host.length()];
                for (int i = 0; i < values.length; i++) values[i] = (long) host.values()[i];
                yield new OnnxTensor.Wholes(host.sizes(), values);
            }
            case GraphTensor tensor
            when !toReal -> throw new IllegalArgumentException("not supported: " + tensor + " to whole numbers");
            case GraphValue same -> same;
        };
    }
}
