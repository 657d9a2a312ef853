package doppel.app.demo;

/**
 * The sound of {@link Speech}: a buzz as of vocal folds through four resonances of a mouth, and hisses. Source of the
 * scheme: Klatt, "Software for a cascade/parallel formant synthesizer", 1980.
 */
final class Babble {
    private static final double RATE = TalkingHead.SAMPLE_RATE;
    private static final int CONTROL = 64;

    private final Speech speech;
    private final Person.Voice voice;
    private final int seed;

    Babble(Speech speech, Person.Voice voice, int seed) {
        this.speech = speech;
        this.voice = voice;
        this.seed = seed;
    }

    /** The loudest sample is at 0.6 of full scale. */
    short[] samples(int count) {
        double[] out = new double[count];
        Resonance[] mouth = {new Resonance(), new Resonance(), new Resonance(), new Resonance()};
        Resonance teeth = new Resonance();
        double cycle = 0;
        double before = 0;
        double hissBefore = 0;
        double loud = 0;
        double hiss = 0;
        double pitch = voice.pitch();
        for (int i = 0; i < count; i++) {
            if (i % CONTROL == 0) {
                double t = i / RATE;
                loud = voiced(t);
                hiss = hissing(t);
                double tune = 1 + 0.06 * Noise.smooth(t * 2.2, 0, 0, seed) + 0.10 * speech.loudness(t);
                pitch = voice.pitch() * tune * (1 + 0.012 * Math.sin(2 * Math.PI * 5.3 * t));
                formants(t, mouth);
                teeth.tune(6200, 1800);
            }
            cycle += pitch / RATE;
            if (cycle >= 1) cycle -= 1;
            // the folds open slowly and close fast; what is heard is the change of the flow
            double flow =
                    cycle < 0.6 ? Math.pow(Math.sin(Math.PI * cycle / 1.2), 2) : Math.max(0, 1 - (cycle - 0.6) / 0.12);
            double breath = 2 * Noise.at(i, 0, 0, seed + 1) - 1;
            double x = loud * ((flow - before) * 12 + 0.03 * breath);
            before = flow;
            for (Resonance r : mouth) x = r.pass(x);
            double sharp = breath - hissBefore;
            hissBefore = breath;
            out[i] = x + 0.05 * hiss * teeth.pass(sharp);
        }
        return scaled(out);
    }

    private double voiced(double t) {
        double most = speech.loudness(t);
        for (Speech.Syllable s : speech.syllables()) {
            // lips shut: a hum goes on through the nose
            double at = (t - s.start()) / s.length();
            if (s.onset() == Speech.Onset.LIPS)
                most = Math.max(most, 0.16 * Curve.step(-0.05, 0.05, at) * Curve.step(0.5, 0.3, at));
        }
        return most;
    }

    private double hissing(double t) {
        double sum = 0;
        for (Speech.Syllable s : speech.syllables()) {
            double at = t - s.start();
            if (s.onset() == Speech.Onset.HISS) sum += Curve.step(-0.05, 0.0, at) * Curve.step(0.07, 0.03, at);
            if (s.onset() == Speech.Onset.TONGUE)
                sum += 0.6 * Curve.step(-0.003, 0.0, at) * Curve.step(0.02, 0.005, at);
        }
        return sum;
    }

    private void formants(double t, Resonance[] mouth) {
        double weight = 0.05;
        double f1 = 0.05 * 400;
        double f2 = 0.05 * 1400;
        double f3 = 0.05 * 2500;
        for (Speech.Syllable s : speech.syllables()) {
            double w = Speech.shape(s, t) + 0.3 * Curve.bell(t - s.start() - s.length() / 2, s.length());
            weight += w;
            f1 += w * s.vowel().f1;
            f2 += w * s.vowel().f2;
            f3 += w * s.vowel().f3;
        }
        double scale = 1 / (weight * voice.tube());
        mouth[0].tune(f1 * scale, 80);
        mouth[1].tune(f2 * scale, 110);
        mouth[2].tune(f3 * scale, 170);
        mouth[3].tune(3500 / voice.tube(), 260);
    }

    private static short[] scaled(double[] samples) {
        double most = 1e-9;
        for (double s : samples) most = Math.max(most, Math.abs(s));
        short[] out = new short[samples.length];
        for (int i = 0; i < out.length; i++) out[i] = (short) Math.round(samples[i] / most * 0.6 * Short.MAX_VALUE);
        return out;
    }

    /** A two-pole filter that rings at one frequency; its gain at 0 Hz is 1. */
    private static final class Resonance {
        private double a;
        private double b;
        private double c;
        private double y1;
        private double y2;

        void tune(double hertz, double bandwidth) {
            double r = Math.exp(-Math.PI * bandwidth / RATE);
            c = -r * r;
            b = 2 * r * Math.cos(2 * Math.PI * hertz / RATE);
            a = 1 - b - c;
        }

        double pass(double x) {
            double y = a * x + b * y1 + c * y2;
            y2 = y1;
            y1 = y;
            return y;
        }
    }
}
