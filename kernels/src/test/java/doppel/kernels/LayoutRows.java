package doppel.kernels;

import doppel.kernels.LayoutKernels.BlockOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Moves and random numbers: exact, for every type. */
final class LayoutRows {
    private LayoutRows() {}

    static Stream<ParityRow> all() {
        List<ParityRow> rows = new ArrayList<>();
        for (DType type : DType.values()) {
            blocks(rows, type);
            transposes(rows, type);
            copies(rows, type);
            gathers(rows, type);
        }
        for (int axis = 0; axis < 3; axis++) {
            for (int c : List.of(1, 4, 17, 130)) gatherBackward(rows, new Shape(3, 5, c), axis, 40);
        }
        gatherBackward(rows, new Shape(7, 300), 0, 2000); // shared out among threads
        epilogues(rows);
        random(rows);
        return rows.stream();
    }

    private static void blocks(List<ParityRow> rows, DType type) {
        for (BlockOrder order : BlockOrder.values()) {
            for (int s : List.of(1, 2, 3)) {
                for (int c : List.of(1, 3, 7, 16, 17, 64)) {
                    Shape deep = new Shape(2, 3, 5, c * s * s);
                    Shape wide = new Shape(2, 3 * s, 5 * s, c);
                    rows.add(new ParityRow(
                            "depth to space %s %s %s to %s".formatted(type, order, deep, wide), 0, (k, lab) -> {
                                Buffer y = lab.target(type, wide);
                                k.layout().depthToSpace(lab.uniform(type, 0, 250, deep.sizes()), order, y);
                                Buffer x = lab.target(type, deep);
                                k.layout().spaceToDepth(y, order, x);
                                lab.compare(y, x);
                            }));
                }
            }
        }
    }

    /** Numbers in and around an axis of so many entries. */
    private static double[] numbers(int entries, int m) {
        double[] numbers = new double[m];
        for (int i = 0; i < m; i++) numbers[i] = (i * 7 + 3) % (entries + 2) - 1;
        return numbers;
    }

    private static void gathers(List<ParityRow> rows, DType type) {
        for (int axis = 0; axis < 3; axis++) {
            for (int c : List.of(1, 3, 16, 33, 700)) {
                Shape in = new Shape(2, 4, c);
                int along = axis;
                rows.add(new ParityRow("gather %s along axis %d of %s".formatted(type, axis, in), 0, (k, lab) -> {
                    Buffer indices = lab.of(DType.I32, new Shape(11), numbers(in.size(along), 11));
                    Buffer y = lab.target(type, in.with(along, 11));
                    k.layout().gather(lab.uniform(type, 0, 250, in.sizes()), along, indices, y);
                    lab.compare(y);
                }));
            }
        }
    }

    private static void gatherBackward(List<ParityRow> rows, Shape in, int axis, int m) {
        Shape out = in.with(axis, m);
        rows.add(new ParityRow("scatter %s along axis %d to %s".formatted(out, axis, in), 1e-5, (k, lab) -> {
            Buffer indices = lab.of(DType.I32, new Shape(m), numbers(in.size(axis), m));
            Buffer dx = lab.target(in.sizes());
            k.layout().gatherBackward(lab.normal(out.sizes()), axis, indices, dx);
            lab.compare(dx);
        }));
    }

    private static void epilogues(List<ParityRow> rows) {
        List<Activation> activations = List.of(Activation.NONE, Activation.leakyRelu(0.1), Activation.SIGMOID);
        for (Activation activation : activations) {
            for (int s : List.of(1, 2, 3)) {
                for (int c : List.of(1, 3, 7, 8, 16, 17, 64)) epilogue(rows, activation, s, c);
            }
        }
        epilogue(rows, Activation.leakyRelu(0.1), 2, 250);
    }

    private static void epilogue(List<ParityRow> rows, Activation activation, int s, int c) {
        Shape deep = new Shape(2, 9, 5, c * s * s);
        Shape wide = new Shape(2, 9 * s, 5 * s, c);
        rows.add(new ParityRow("epilogue %s %s to %s".formatted(activation, deep, wide), 1e-5, (k, lab) -> {
            Buffer y = lab.target(wide.sizes());
            k.epilogue().spread(lab.normal(deep.sizes()), lab.normal(DType.F32, deep.size(3)), activation, y);
            Buffer bare = lab.target(wide.sizes());
            k.epilogue().spread(lab.normal(deep.sizes()), null, activation, bare);
            Buffer dz = lab.target(deep.sizes());
            Buffer dbias = lab.target(DType.F32, new Shape(deep.size(3)));
            k.epilogue().gather(lab.normal(wide.sizes()), y, activation, dz, dbias);
            Buffer alone = lab.target(deep.sizes());
            k.epilogue().gather(lab.normal(wide.sizes()), bare, activation, alone, null);
            lab.compare(y, bare, dz, dbias, alone);
        }));
    }

    private static void transposes(List<ParityRow> rows, DType type) {
        transpose(rows, type, new Shape(), new int[] {});
        transpose(rows, type, new Shape(9), new int[] {0});
        for (int size : List.of(1, 7, 16, 17, 65)) {
            transpose(rows, type, new Shape(size, 33), new int[] {1, 0});
            transpose(rows, type, new Shape(2, 5, 4, size), new int[] {0, 3, 1, 2});
            transpose(rows, type, new Shape(2, size, 4, 5), new int[] {0, 2, 3, 1});
            transpose(rows, type, new Shape(3, 4, size), new int[] {1, 0, 2});
            transpose(rows, type, new Shape(3, 4, size), new int[] {0, 1, 2});
            transpose(rows, type, new Shape(3, 2, size, 5), new int[] {3, 2, 1, 0});
            transpose(rows, type, new Shape(2, 3, 2, size, 3), new int[] {2, 4, 0, 3, 1});
        }
        transpose(rows, type, new Shape(700, 900), new int[] {1, 0});
    }

    private static void transpose(List<ParityRow> rows, DType type, Shape shape, int[] axes) {
        int[] sizes = new int[axes.length];
        Arrays.setAll(sizes, i -> shape.size(axes[i]));
        rows.add(new ParityRow("transpose %s %s by %s".formatted(type, shape, Arrays.toString(axes)), 0, (k, lab) -> {
            Buffer y = lab.target(type, new Shape(sizes));
            k.layout().transpose(lab.uniform(type, 0, 250, shape.sizes()), axes, y);
            lab.compare(y);
        }));
    }

    private static void copies(List<ParityRow> rows, DType type) {
        copy(rows, type, new Shape(), new int[] {}, new Shape(), new int[] {}, new int[] {});
        copy(rows, type, new Shape(9), new int[] {2}, new Shape(20), new int[] {11}, new int[] {7});
        Shape x = new Shape(3, 5, 4, 7);
        int[] zero = new int[4];
        copy(rows, type, x, zero, new Shape(3, 5, 4, 10), new int[] {0, 0, 0, 3}, x.sizes());
        copy(rows, type, x, zero, new Shape(5, 5, 4, 7), new int[] {2, 0, 0, 0}, x.sizes());
        copy(rows, type, x, zero, new Shape(3, 8, 9, 7), new int[] {0, 1, 2, 0}, x.sizes());
        copy(rows, type, x, new int[] {1, 2, 0, 3}, x, new int[] {0, 1, 1, 0}, new int[] {2, 3, 2, 4});
        copy(rows, type, x, new int[] {1, 2, 0, 0}, x, new int[] {0, 3, 0, 0}, new int[] {2, 2, 4, 7});
    }

    private static void copy(
            List<ParityRow> rows, DType type, Shape from, int[] start, Shape to, int[] targetStart, int[] size) {
        String name = "copy block %s %s of %s at %s to %s at %s"
                .formatted(type, Arrays.toString(size), from, Arrays.toString(start), to, Arrays.toString(targetStart));
        rows.add(new ParityRow(name, 0, (k, lab) -> {
            Buffer target = lab.uniform(type, 0, 250, to.sizes());
            k.layout().copyBlock(lab.uniform(type, 0, 250, from.sizes()), start, target, targetStart, size);
            lab.compare(target);
        }));
    }

    private static void random(List<ParityRow> rows) {
        for (Shape shape : ParityRow.vectors()) {
            rows.add(new ParityRow("uniform " + shape, 0, (k, lab) -> {
                Buffer y = lab.target(shape.sizes());
                Buffer z = lab.target(shape.sizes());
                k.random().uniform(0x1234_5678_9ABC_DEF0L, 3, 0, 1, y);
                k.random().uniform(-1, Long.MIN_VALUE, -0.3, 1.7, z);
                lab.compare(y, z);
            }));
            rows.add(new ParityRow("normal " + shape, 0, (k, lab) -> {
                Buffer y = lab.target(shape.sizes());
                k.random().normal(42, 0xFFFF_FFFF_0000_0001L, 0.5, 2, y);
                lab.compare(y);
            }));
        }
    }
}
