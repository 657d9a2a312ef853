package doppel.app.face;

/** An upright rectangle in pixels; it may reach beyond the picture. */
public record Box(double left, double top, double right, double bottom) {
    /** In pixels. */
    public double width() {
        return right - left;
    }

    /** In pixels. */
    public double height() {
        return bottom - top;
    }

    /** In square pixels. */
    public double area() {
        return Math.abs(width() * height());
    }

    /** The x of the centre. */
    public double centreX() {
        return (left + right) / 2;
    }

    /** The y of the centre. */
    public double centreY() {
        return (top + bottom) / 2;
    }

    /** Shared area over joint area, 0..1. */
    public double overlap(Box other) {
        double w = Math.min(right, other.right) - Math.max(left, other.left);
        double h = Math.min(bottom, other.bottom) - Math.max(top, other.top);
        if (w <= 0 || h <= 0) return 0;
        return w * h / (area() + other.area() - w * h);
    }
}
