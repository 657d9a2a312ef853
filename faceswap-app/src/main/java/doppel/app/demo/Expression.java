package doppel.app.demo;

/**
 * What a face does at one moment.
 *
 * @param jaw how far the jaw has turned open, radians
 * @param spread corners of the mouth apart (positive) or pursed (negative), -1..1
 * @param smile 0..1
 * @param brow brows raised (positive) or lowered, -1..1
 * @param open how far the lids are apart, 0 closed, 1 open
 * @param gazeX where the eyes look, centimetres of the iris to the viewer's right
 * @param gazeY the same, up
 */
record Expression(double jaw, double spread, double smile, double brow, double open, double gazeX, double gazeY) {}
