package doppel.benchmarks.peer;

import doppel.app.model.ModelOptions;
import doppel.app.model.TrainOptions;
import doppel.benchmarks.BenchmarkedModel;
import doppel.benchmarks.gpu.Faces;
import doppel.benchmarks.turns.Contender;
import doppel.benchmarks.turns.ConvTurns.Layer;
import doppel.benchmarks.turns.ConvTurns.Pass;
import doppel.benchmarks.turns.Peer;
import doppel.kernels.Precision;
import doppel.tensor.Tensor;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/** libtorch; its ways are the two formats of pictures, channels before or behind the pixels. */
public final class TorchPeer implements Peer {
    @Override
    public String name() {
        try {
            return "libtorch " + Loader.getVersion("org.bytedeco", "pytorch");
        } catch (IOException e) {
            return "libtorch";
        }
    }

    @Override
    public void load() {
        Libtorch.load();
    }

    @Override
    public List<String> ways() {
        return List.of("contiguous", "channels_last");
    }

    private static MemoryFormat format(String way) {
        return switch (way) {
            case "contiguous" -> torch.MemoryFormat.Contiguous;
            case "channels_last" -> torch.MemoryFormat.ChannelsLast;
            default -> throw new IllegalArgumentException("libtorch: no way " + way);
        };
    }

    @Override
    public Contender training(
            String way,
            BenchmarkedModel workload,
            Map<String, Tensor> weights,
            Precision precision,
            Faces source,
            Faces destination) {
        MemoryFormat format = format(way);
        var training = new TorchTraining(workload.options(), workload.training(), weights, format, precision);
        TorchFaces src = faces(workload, source, format);
        TorchFaces dst = faces(workload, destination, format);
        return new Contender() {
            @Override
            public String way() {
                return way;
            }

            @Override
            public double run() {
                return training.step(src, dst);
            }

            @Override
            public void close() {
                src.close();
                dst.close();
                training.close();
            }
        };
    }

    private static TorchFaces faces(BenchmarkedModel workload, Faces faces, MemoryFormat format) {
        int n = workload.training().batch();
        int r = workload.options().resolution();
        return TorchFaces.of(n, r, faces.pictures(), faces.masks(), faces.eyesMouths(), format);
    }

    @Override
    public Contender swapping(
            String way, ModelOptions options, Map<String, Tensor> weights, Precision precision, float[] picture) {
        var model = new TorchTraining(options, TrainOptions.DEFAULT, weights, format(way), precision);
        return new Contender() {
            @Override
            public String way() {
                return way;
            }

            @Override
            public double run() {
                float[] face = model.swap(1, options.resolution(), picture)[0];
                return face[face.length / 2];
            }

            @Override
            public void close() {
                model.close();
            }
        };
    }

    @Override
    public Contender convolution(String way, Layer layer, Pass pass, Precision precision) {
        return new TorchConvolution(way, format(way), layer, pass, precision);
    }
}
