package doppel.kernels.cpu;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.F2I;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/**
 * Transcendental functions of single precision, within two units in the last place. The Vector API has them too, but its
 * results differ in the last bits between interpreted and compiled code; these are made of operations that round alike
 * everywhere, so that a run can be repeated bit for bit. Polynomials are those of Moshier's Cephes library.
 */
final class VectorMath {
    private static final float LOG2_E = (float) 1.4426950408889634;
    private static final double LN2_HIGH = 0.693359375;
    private static final double LN2_LOW = -2.12194440e-4;

    /** Adding and subtracting it rounds to an integer, to nearest, up to 2^22. */
    private static final float ROUND = 12582912f;

    /** Half of pi in three floats. */
    private static final float HALF_PI = 0x1.921fb6p0f;

    private static final float HALF_PI_MIDDLE = -0x1.777a5cp-25f;
    private static final float HALF_PI_LOW = -0x1.ee59dap-50f;

    /** Angles beyond it are reduced one by one. */
    private static final float LARGE_ANGLE = 32768;

    private VectorMath() {}

    private static FloatVector all(double value) {
        return FloatVector.broadcast(Lanes.FLOATS, (float) value);
    }

    private static FloatVector round(FloatVector x) {
        return x.add(ROUND).sub(ROUND);
    }

    /** {@code 2^n} of integers in -126..127. */
    private static FloatVector powerOfTwo(IntVector n) {
        return n.add(127).lanewise(LSHL, 23).reinterpretAsFloats();
    }

    /** {@code e^x}: with {@code x = n ln 2 + r}, a polynomial in r times {@code 2^n}, in two factors for small results. */
    static FloatVector exp(FloatVector x) {
        FloatVector clamped = x.max(-120).min(120);
        FloatVector n = round(clamped.mul(LOG2_E));
        FloatVector r = n.fma(all(-LN2_LOW), n.fma(all(-LN2_HIGH), clamped));
        FloatVector p = r.fma(all(1.9875691500E-4), all(1.3981999507E-3))
                .fma(r, all(8.3334519073E-3))
                .fma(r, all(4.1665795894E-2))
                .fma(r, all(1.6666665459E-1))
                .fma(r, all(5.0000001201E-1));
        FloatVector value = p.fma(r.mul(r), r).add(1);
        IntVector power = n.convert(F2I, 0).reinterpretAsInts();
        IntVector half = power.lanewise(ASHR, 1);
        return value.mul(powerOfTwo(half)).mul(powerOfTwo(power.sub(half)));
    }

    /** {@code 1 / (1 + e^-x)}. */
    static FloatVector sigmoid(FloatVector x) {
        return all(1).div(exp(x.neg()).add(1));
    }

    /** Near 0 a polynomial, elsewhere {@code 1 - 2 / (e^2x + 1)}. */
    static FloatVector tanh(FloatVector x) {
        FloatVector magnitude = x.abs();
        FloatVector far = all(1).sub(all(2).div(exp(magnitude.mul(2)).add(1)));
        FloatVector signed = far.blend(far.neg(), x.compare(LT, 0));
        FloatVector z = x.mul(x);
        FloatVector p = z.fma(all(-5.70498872745E-3), all(2.06390887954E-2))
                .fma(z, all(-5.37397155531E-2))
                .fma(z, all(1.33314422036E-1))
                .fma(z, all(-3.33332819422E-1));
        return signed.blend(p.mul(z).fma(x, x), magnitude.compare(LT, 0.625f));
    }

    /** Natural logarithm: with {@code x = 2^e m}, m about 1, {@code e ln 2} and a polynomial in {@code m - 1}. */
    static FloatVector log(FloatVector x) {
        VectorMask<Float> tiny = x.compare(LT, Float.MIN_NORMAL);
        IntVector bits = x.blend(x.mul(0x1p23f), tiny).reinterpretAsInts();
        IntVector power = bits.sub(0x3f3504f3).lanewise(ASHR, 23); // of 2, so that m is in sqrt(1/2)..sqrt(2)
        FloatVector f = bits.sub(power.lanewise(LSHL, 23)).reinterpretAsFloats().sub(1);
        FloatVector e = ((FloatVector) power.convert(I2F, 0)).sub(all(0).blend(23, tiny));
        FloatVector z = f.mul(f);
        FloatVector p = f.fma(all(7.0376836292E-2), all(-1.1514610310E-1))
                .fma(f, all(1.1676998740E-1))
                .fma(f, all(-1.2420140846E-1))
                .fma(f, all(1.4249322787E-1))
                .fma(f, all(-1.6668057665E-1))
                .fma(f, all(2.0000714765E-1))
                .fma(f, all(-2.4999993993E-1))
                .fma(f, all(3.3333331174E-1));
        FloatVector tail = e.fma(all(LN2_LOW), p.mul(f).mul(z)).sub(z.mul(0.5f));
        return special(x, e.fma(all(LN2_HIGH), f.add(tail)));
    }

    private static FloatVector special(FloatVector x, FloatVector log) {
        return log.blend(Float.NEGATIVE_INFINITY, x.compare(EQ, 0))
                .blend(Float.NaN, x.compare(LT, 0))
                .blend(x, x.compare(EQ, Float.POSITIVE_INFINITY).or(x.compare(NE, x)));
    }

    /** {@code ln(1 + u)} for u in 0..1, corrected by what rounding took from {@code 1 + u}. */
    static FloatVector log1p(FloatVector u) {
        FloatVector w = u.add(1);
        return log(w).add(u.sub(w.sub(1)).div(w));
    }

    /** Sine. */
    static FloatVector sin(FloatVector x) {
        return x.abs().compare(GT, LARGE_ANGLE).anyTrue() ? oneByOne(x, 0) : quadrants(x, 0);
    }

    /** Cosine: the sine a quarter turn ahead. */
    static FloatVector cos(FloatVector x) {
        return x.abs().compare(GT, LARGE_ANGLE).anyTrue() ? oneByOne(x, 1) : quadrants(x, 1);
    }

    /** Sine of x and so many quarter turns: the polynomial of sine or cosine about the nearest quarter. */
    private static FloatVector quadrants(FloatVector x, int quarters) {
        FloatVector n = round(x.mul((float) (2 / Math.PI)));
        FloatVector r = n.fma(all(-HALF_PI_LOW), n.fma(all(-HALF_PI_MIDDLE), n.fma(all(-HALF_PI), x)));
        FloatVector z = r.mul(r);
        FloatVector sine = z.fma(all(-1.9515295891E-4), all(8.3321608736E-3))
                .fma(z, all(-1.6666654611E-1))
                .mul(z)
                .fma(r, r);
        FloatVector cosine = z.fma(all(2.443315711809948E-5), all(-1.388731625493765E-3))
                .fma(z, all(4.166664568298827E-2))
                .fma(z, all(-0.5))
                .fma(z, all(1));
        IntVector quadrant = n.convert(F2I, 0).reinterpretAsInts().add(quarters);
        FloatVector value = sine.blend(cosine, quadrant.and(1).compare(NE, 0).cast(Lanes.FLOATS));
        return value.blend(value.neg(), quadrant.and(2).compare(NE, 0).cast(Lanes.FLOATS));
    }

    private static FloatVector oneByOne(FloatVector x, int quarters) {
        float[] values = x.toArray();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (quarters == 0 ? StrictMath.sin(values[i]) : StrictMath.cos(values[i]));
        }
        return FloatVector.fromArray(Lanes.FLOATS, values, 0);
    }
}
