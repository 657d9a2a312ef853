package doppel.app.train;

import doppel.app.data.FaceSet;
import doppel.app.image.FloatImage;
import doppel.app.image.Frame;
import doppel.app.model.FaceTensors;
import doppel.app.model.SaehdModel;
import doppel.app.model.SwapNet;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model paints at this moment, a row per pair of faces: source, source painted as itself, destination,
 * destination painted as itself, destination painted as the source.
 */
final class PreviewSheet {
    private static final int ROWS = 4;

    private PreviewSheet() {}

    static Frame paint(SaehdModel model, FaceSet source, FaceSet destination) {
        List<FloatImage> src = spread(source);
        List<FloatImage> dst = spread(destination);
        int rows = Math.min(src.size(), dst.size());
        int edge = model.options().resolution();
        Frame sheet = new Frame(5 * edge, rows * edge);
        try (TensorScope scope = model.scope().child()) {
            Tensor s = FaceTensors.batch(scope, src.subList(0, rows));
            Tensor d = FaceTensors.batch(scope, dst.subList(0, rows));
            SwapNet.Pair own = model.reconstruct(s, d);
            SwapNet.Swapped swapped = model.swap(d);
            List<Tensor> columns = List.of(
                    s,
                    own.source().get().image(),
                    d,
                    own.destination().get().image(),
                    swapped.face().image());
            for (int column = 0; column < columns.size(); column++) {
                for (int row = 0; row < rows; row++) {
                    paste(FaceTensors.picture(columns.get(column), row).toFrame(), sheet, column * edge, row * edge);
                }
            }
        }
        return sheet;
    }

    /** Some faces from all over the set. */
    private static List<FloatImage> spread(FaceSet faces) {
        int count = Math.min(ROWS, faces.size());
        List<FloatImage> chosen = new ArrayList<>();
        for (int i = 0; i < count; i++) chosen.add(faces.picture(i * faces.size() / count));
        return chosen;
    }

    private static void paste(Frame tile, Frame sheet, int left, int top) {
        int rowBytes = 3 * tile.width();
        for (int y = 0; y < tile.height(); y++) {
            System.arraycopy(tile.bgr(), y * rowBytes, sheet.bgr(), 3 * ((top + y) * sheet.width() + left), rowBytes);
        }
    }
}
