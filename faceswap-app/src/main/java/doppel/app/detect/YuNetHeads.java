package doppel.app.detect;

import doppel.app.face.Box;
import doppel.app.onnx.OnnxModel;
import doppel.app.onnx.OnnxOutputs;
import doppel.app.onnx.OnnxPort;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads what YuNet's heads say. A picture is cut into cells of S = 8, 16 and 32 pixels; each cell, row by row, tells in
 * {@code cls_S} and {@code obj_S} how likely a face and how well placed it is, {@code score = sqrt(cls * obj)}, in
 * {@code bbox_S} where: centre {@code ((column + b0) S, (row + b1) S)}, size {@code (e^b2 S, e^b3 S)}, and in
 * {@code kps_S} the five points, {@code ((column + k0) S, (row + k1) S)} and so on.
 */
final class YuNetHeads {
    private static final int[] CELLS = {8, 16, 32};
    private static final List<String> HEADS = List.of("cls_", "obj_", "bbox_", "kps_");

    private YuNetHeads() {}

    /** Throws unless the network has a picture for input and all heads. */
    static void check(OnnxModel model) throws IOException {
        var names = model.outputs().stream().map(OnnxPort::name).collect(Collectors.toSet());
        for (int cell : CELLS) {
            for (String head : HEADS) {
                if (!names.contains(head + cell))
                    throw new IOException("yunet: the model has no output " + head + cell);
            }
        }
        if (model.inputs().size() != 1) throw new IOException("yunet: the model has inputs " + model.inputs());
    }

    /**
     * The faces, several for one face.
     *
     * @param width of the searched picture, in pixels
     * @param height of the searched picture, in pixels
     * @param sx pixels of the frame per pixel of the searched picture, across
     * @param sy the same, down
     */
    static List<DetectedFace> faces(OnnxOutputs out, int width, int height, double leastScore, double sx, double sy) {
        List<DetectedFace> faces = new ArrayList<>();
        for (int cell : CELLS) {
            int columns = width / cell;
            int cells = columns * (height / cell);
            float[] cls = values(out, "cls_" + cell, cells);
            float[] obj = values(out, "obj_" + cell, cells);
            float[] box = values(out, "bbox_" + cell, 4 * cells);
            float[] points = values(out, "kps_" + cell, 10 * cells);
            for (int i = 0; i < cells; i++) {
                double score = Math.sqrt(Math.clamp((double) cls[i], 0, 1) * Math.clamp((double) obj[i], 0, 1));
                if (!(score >= leastScore)) continue;
                int column = i % columns;
                int row = i / columns;
                double x = (column + box[4 * i]) * cell;
                double y = (row + box[4 * i + 1]) * cell;
                double w = Math.exp(box[4 * i + 2]) * cell / 2;
                double h = Math.exp(box[4 * i + 3]) * cell / 2;
                if (!(w < width && h < height)) continue; // twice the picture: no box at all
                double[] five = new double[10];
                for (int k = 0; k < 10; k += 2) {
                    five[k] = (column + points[10 * i + k]) * cell * sx;
                    five[k + 1] = (row + points[10 * i + k + 1]) * cell * sy;
                }
                Box at = new Box((x - w) * sx, (y - h) * sy, (x + w) * sx, (y + h) * sy);
                faces.add(new DetectedFace(at, score, five));
            }
        }
        return faces;
    }

    private static float[] values(OnnxOutputs out, String name, int wanted) {
        float[] values = out.get(name).toFloats();
        if (values.length != wanted) {
            throw new IllegalArgumentException(
                    "yunet: %d values in output %s, wanted %d".formatted(values.length, name, wanted));
        }
        return values;
    }
}
