package doppel.bindings.cudnn;

import doppel.bindings.gen.cudnn.cudnn_h;

/**
 * How the windows of a convolution move, in pixels; rows first. Sums are in f32. As everywhere in networks the weights
 * are not mirrored.
 *
 * @param top padding above, and so on: each side may differ
 */
public record ConvolutionShape(int strideY, int strideX, int top, int left, int bottom, int right, int dilation) {
    public ConvolutionShape {
        boolean valid = strideY >= 1 && strideX >= 1 && dilation >= 1;
        if (!valid || top < 0 || left < 0 || bottom < 0 || right < 0) {
            throw new IllegalArgumentException("convolution: strides [%d, %d], padding [%d, %d, %d, %d], dilation %d"
                    .formatted(strideY, strideX, top, left, bottom, right, dilation));
        }
    }

    /** The same in both directions and on all sides. */
    public static ConvolutionShape of(int stride, int padding) {
        return new ConvolutionShape(stride, stride, padding, padding, padding, padding, 1);
    }

    DescSpec spec() {
        return new DescSpec("window", cudnn_h.CUDNN_BACKEND_CONVOLUTION_DESCRIPTOR())
                .longs("axes", cudnn_h.CUDNN_ATTR_CONVOLUTION_SPATIAL_DIMS(), 2)
                .type("sums", cudnn_h.CUDNN_ATTR_CONVOLUTION_COMP_TYPE(), CudnnType.F32)
                .choice(
                        "mode",
                        cudnn_h.CUDNN_ATTR_CONVOLUTION_CONV_MODE(),
                        cudnn_h.CUDNN_TYPE_CONVOLUTION_MODE(),
                        cudnn_h.CUDNN_CROSS_CORRELATION())
                .longs("dilations", cudnn_h.CUDNN_ATTR_CONVOLUTION_DILATIONS(), dilation, dilation)
                .longs("strides", cudnn_h.CUDNN_ATTR_CONVOLUTION_FILTER_STRIDES(), strideY, strideX)
                .longs("padding before", cudnn_h.CUDNN_ATTR_CONVOLUTION_PRE_PADDINGS(), top, left)
                .longs("padding behind", cudnn_h.CUDNN_ATTR_CONVOLUTION_POST_PADDINGS(), bottom, right);
    }

    @Override
    public String toString() {
        return "stride [%d, %d] padding [%d, %d, %d, %d]%s"
                .formatted(strideY, strideX, top, left, bottom, right, dilation == 1 ? "" : " dilation " + dilation);
    }
}
