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
 * Transcendental functions of single precision, within two units in the last place. The Vector API has them too, but
 * its results differ in the last bits between interpreted and compiled code; these are made of operations that round
 * alike everywhere, so that a run can be repeated bit for bit. Polynomials are those of Moshier's Cephes library.
 *
 * <p>Constants are vectors already: a compiler that has to make them inside a function runs out of nodes before it has
 * put the function into its loop.
 */
final class VectorMath {
    private static final FloatVector ONE = all(1);
    private static final FloatVector TWO = all(2);

    /** Adding and subtracting it rounds to an integer, to nearest, up to 2^22. */
    private static final FloatVector ROUND = all(12582912);

    private static final FloatVector LOG2_E = all(1.4426950408889634);
    private static final FloatVector LN2_HIGH = all(0.693359375);
    private static final FloatVector LN2_LOW = all(-2.12194440e-4);
    private static final FloatVector MINUS_LN2_HIGH = LN2_HIGH.neg();
    private static final FloatVector MINUS_LN2_LOW = LN2_LOW.neg();

    private static final FloatVector EXP_LOWEST = all(-120); // beyond, results are 0 or infinite
    private static final FloatVector EXP_HIGHEST = all(120);
    private static final FloatVector EXP_0 = all(5.0000001201E-1);
    private static final FloatVector EXP_1 = all(1.6666665459E-1);
    private static final FloatVector EXP_2 = all(4.1665795894E-2);
    private static final FloatVector EXP_3 = all(8.3334519073E-3);
    private static final FloatVector EXP_4 = all(1.3981999507E-3);
    private static final FloatVector EXP_5 = all(1.9875691500E-4);

    private static final FloatVector LOG_0 = all(3.3333331174E-1);
    private static final FloatVector LOG_1 = all(-2.4999993993E-1);
    private static final FloatVector LOG_2 = all(2.0000714765E-1);
    private static final FloatVector LOG_3 = all(-1.6668057665E-1);
    private static final FloatVector LOG_4 = all(1.4249322787E-1);
    private static final FloatVector LOG_5 = all(-1.2420140846E-1);
    private static final FloatVector LOG_6 = all(1.1676998740E-1);
    private static final FloatVector LOG_7 = all(-1.1514610310E-1);
    private static final FloatVector LOG_8 = all(7.0376836292E-2);

    private static final FloatVector TANH_0 = all(-3.33332819422E-1);
    private static final FloatVector TANH_1 = all(1.33314422036E-1);
    private static final FloatVector TANH_2 = all(-5.37397155531E-2);
    private static final FloatVector TANH_3 = all(2.06390887954E-2);
    private static final FloatVector TANH_4 = all(-5.70498872745E-3);

    private static final FloatVector TWO_OVER_PI = all(2 / Math.PI);

    /** Minus half of pi, in three floats. */
    private static final FloatVector HALF_PI_HIGH = all(-0x1.921fb6p0);

    private static final FloatVector HALF_PI_MIDDLE = all(0x1.777a5cp-25);
    private static final FloatVector HALF_PI_LOW = all(0x1.ee59dap-50);
    private static final FloatVector SIN_0 = all(-1.6666654611E-1);
    private static final FloatVector SIN_1 = all(8.3321608736E-3);
    private static final FloatVector SIN_2 = all(-1.9515295891E-4);
    private static final FloatVector COS_0 = all(-0.5);
    private static final FloatVector COS_1 = all(4.166664568298827E-2);
    private static final FloatVector COS_2 = all(-1.388731625493765E-3);
    private static final FloatVector COS_3 = all(2.443315711809948E-5);

    /** Angles beyond it are reduced one by one. */
    private static final float LARGE_ANGLE = 32768;

    private VectorMath() {}

    private static FloatVector all(double value) {
        return FloatVector.broadcast(Lanes.FLOATS, (float) value);
    }

    /**
     * {@code e^x}: with {@code x = n ln 2 + r}, a polynomial in r times {@code 2^n}, in two factors for small results.
     */
    static FloatVector exp(FloatVector x) {
        FloatVector clamped = x.max(EXP_LOWEST).min(EXP_HIGHEST);
        FloatVector n = clamped.mul(LOG2_E).add(ROUND).sub(ROUND);
        FloatVector r = n.fma(MINUS_LN2_LOW, n.fma(MINUS_LN2_HIGH, clamped));
        FloatVector p =
                r.fma(EXP_5, EXP_4).fma(r, EXP_3).fma(r, EXP_2).fma(r, EXP_1).fma(r, EXP_0);
        FloatVector value = p.fma(r.mul(r), r).add(ONE);
        IntVector power = n.convert(F2I, 0).reinterpretAsInts();
        IntVector half = power.lanewise(ASHR, 1);
        FloatVector first = half.add(127).lanewise(LSHL, 23).reinterpretAsFloats();
        FloatVector second = power.sub(half).add(127).lanewise(LSHL, 23).reinterpretAsFloats();
        return value.mul(first).mul(second);
    }

    /** {@code 1 / (1 + e^-x)}. */
    static FloatVector sigmoid(FloatVector x) {
        return ONE.div(exp(x.neg()).add(ONE));
    }

    /** Near 0 a polynomial, elsewhere {@code 1 - 2 / (e^2|x| + 1)} with the sign of x. */
    static FloatVector tanh(FloatVector x) {
        FloatVector magnitude = x.abs();
        FloatVector far = ONE.sub(TWO.div(exp(magnitude.mul(TWO)).add(ONE)));
        FloatVector signed = far.blend(far.neg(), x.compare(LT, 0));
        FloatVector z = x.mul(x);
        FloatVector p = z.fma(TANH_4, TANH_3).fma(z, TANH_2).fma(z, TANH_1).fma(z, TANH_0);
        return signed.blend(p.mul(z).fma(x, x), magnitude.compare(LT, 0.625f));
    }

    /** Natural logarithm: with {@code x = 2^e m}, m about 1, {@code e ln 2} and a polynomial in {@code m - 1}. */
    static FloatVector log(FloatVector x) {
        VectorMask<Float> tiny = x.compare(LT, Float.MIN_NORMAL);
        FloatVector normal = x.blend(x.mul(0x1p23f), tiny);
        FloatVector log = logOfNormal(normal, FloatVector.zero(Lanes.FLOATS).blend(23, tiny));
        return log.blend(Float.NEGATIVE_INFINITY, x.compare(EQ, 0))
                .blend(Float.NaN, x.compare(LT, 0))
                .blend(x, x.compare(EQ, Float.POSITIVE_INFINITY).or(x.compare(NE, x)));
    }

    /** {@code ln(x / 2^scale)} of finite x above zero that are not denormal. */
    private static FloatVector logOfNormal(FloatVector x, FloatVector scale) {
        IntVector bits = x.reinterpretAsInts();
        IntVector power = bits.sub(0x3f3504f3).lanewise(ASHR, 23); // of 2, so that m is in sqrt(1/2)..sqrt(2)
        FloatVector f = bits.sub(power.lanewise(LSHL, 23)).reinterpretAsFloats().sub(ONE);
        FloatVector e = ((FloatVector) power.convert(I2F, 0)).sub(scale);
        FloatVector z = f.mul(f);
        FloatVector p = f.fma(LOG_8, LOG_7)
                .fma(f, LOG_6)
                .fma(f, LOG_5)
                .fma(f, LOG_4)
                .fma(f, LOG_3)
                .fma(f, LOG_2)
                .fma(f, LOG_1)
                .fma(f, LOG_0);
        FloatVector tail = e.fma(LN2_LOW, p.mul(f).mul(z)).sub(z.mul(0.5f));
        return e.fma(LN2_HIGH, f.add(tail));
    }

    /** {@code ln(1 + u)} for u in 0..1, corrected by what rounding took from {@code 1 + u}. */
    static FloatVector log1p(FloatVector u) {
        FloatVector w = u.add(ONE);
        return logOfNormal(w, FloatVector.zero(Lanes.FLOATS))
                .add(u.sub(w.sub(ONE)).div(w));
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
        FloatVector n = x.mul(TWO_OVER_PI).add(ROUND).sub(ROUND);
        FloatVector r = n.fma(HALF_PI_LOW, n.fma(HALF_PI_MIDDLE, n.fma(HALF_PI_HIGH, x)));
        FloatVector z = r.mul(r);
        FloatVector sine = z.fma(SIN_2, SIN_1).fma(z, SIN_0).mul(z).fma(r, r);
        FloatVector cosine = z.fma(COS_3, COS_2).fma(z, COS_1).fma(z, COS_0).fma(z, ONE);
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
