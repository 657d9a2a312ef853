package doppel.app.demo;

import java.util.ArrayList;
import java.util.List;

/**
 * Made-up speech: syllables of a consonant and a vowel, in phrases with pauses. The same syllables move the mouth and
 * make the sound.
 */
final class Speech {
    /**
     * A vowel: its first three formants in Hz for a middling voice, how far the jaw opens (0..1), and the mouth's width
     * (-1..1).
     */
    enum Vowel {
        A(760, 1250, 2550, 1.00, 0.05),
        E(510, 1850, 2500, 0.55, 0.45),
        I(300, 2250, 3000, 0.28, 0.75),
        O(480, 900, 2450, 0.62, -0.60),
        U(330, 800, 2300, 0.30, -0.95);

        final double f1;
        final double f2;
        final double f3;
        final double jaw;
        final double width;

        Vowel(double f1, double f2, double f3, double jaw, double width) {
            this.f1 = f1;
            this.f2 = f2;
            this.f3 = f3;
            this.jaw = jaw;
            this.width = width;
        }
    }

    /** What begins a syllable: lips shut (as m), a hiss (as s), or the tongue at the teeth (as d). */
    enum Onset {
        LIPS,
        HISS,
        TONGUE
    }

    /** One syllable: when it begins, how long it lasts, in seconds, and what it is made of. */
    record Syllable(double start, double length, Onset onset, Vowel vowel, double stress) {
        double end() {
            return start + length;
        }
    }

    private final List<Syllable> syllables = new ArrayList<>();

    Speech(int seed, double seconds) {
        double t = 0.25;
        int left = 4;
        for (int i = 0; t < seconds - 0.5; i++) {
            double length = 0.17 + 0.11 * Noise.at(i, 0, 0, seed + 200);
            Vowel vowel = Vowel.values()[(int) (5 * Noise.at(i, 1, 0, seed + 200))];
            Onset onset = Onset.values()[(int) (3 * Noise.at(i, 2, 0, seed + 200))];
            double stress = 0.65 + 0.35 * Noise.at(i, 3, 0, seed + 200);
            if (left == 1) length *= 1.4;
            syllables.add(new Syllable(t, length, onset, vowel, stress));
            t += length;
            if (--left == 0) {
                t += 0.22 + 0.25 * Noise.at(i, 4, 0, seed + 200);
                left = 3 + (int) (4 * Noise.at(i, 5, 0, seed + 200));
            }
        }
    }

    List<Syllable> syllables() {
        return syllables;
    }

    /** How far the jaw is open at a moment, 0..1. */
    double jaw(double t) {
        double sum = 0.04;
        for (Syllable s : syllables) sum += s.stress() * s.vowel().jaw * shape(s, t);
        return Math.min(1, sum);
    }

    /** The mouth's width at a moment, -1..1. */
    double spread(double t) {
        double sum = 0;
        for (Syllable s : syllables) sum += s.vowel().width * shape(s, t - 0.01);
        return Math.clamp(sum, -1.0, 1.0);
    }

    /** How loud the voice is at a moment, 0..1. */
    double loudness(double t) {
        double most = 0;
        for (Syllable s : syllables) most = Math.max(most, s.stress() * shape(s, t));
        return most;
    }

    /** Rises from 0 to 1 and falls again over a syllable; lips that shut make it start later. */
    static double shape(Syllable s, double t) {
        double begin = s.onset() == Onset.LIPS ? 0.30 : 0.10;
        double at = (t - s.start()) / s.length();
        if (at <= begin - 0.1 || at >= 1.12) return 0;
        return Curve.step(begin - 0.1, 0.52, at) * Curve.step(1.12, 0.68, at);
    }
}
