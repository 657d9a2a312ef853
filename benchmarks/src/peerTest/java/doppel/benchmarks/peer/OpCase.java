package doppel.benchmarks.peer;

import java.util.function.Function;

/** A kind of calls that is tried with several seeds. */
record OpCase(String name, Function<Draw, Trial> draws) {
    Trial draw(long seed) {
        return draws.apply(new Draw(name, seed));
    }
}
