package doppel.benchmarks.turns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private final List<String> order = new ArrayList<>();

    private Contender contender(String way, double result) {
        return new Contender() {
            @Override
            public String way() {
                return way;
            }

            @Override
            public double run() {
                order.add(way);
                return result;
            }

            @Override
            public void close() {
                order.add("close " + way);
            }
        };
    }

    @Test
    void eachRoundBeginsWithAnotherContenderAndAllAreTimed() {
        var times = new Turns.Times();
        try (Turns turns = new Turns(0.1)) {
            turns.add(contender("ours", 1));
            turns.add(contender("contiguous", 1.05));
            turns.take(times);
            turns.take(times);
        }
        assertEquals(List.of("ours", "contiguous", "contiguous", "ours", "close contiguous", "close ours"), order);
        assertEquals(2, times.rounds);
        assertTrue(times.ours > 0 && times.contiguous > 0 && times.channels_last == 0);
    }

    @Test
    void contendersThatDisagreeAreRefused() {
        try (Turns turns = new Turns(0.1)) {
            turns.add(contender("ours", 1));
            turns.add(contender("contiguous", 1.2));
            assertThrows(IllegalStateException.class, () -> turns.take(new Turns.Times()));
        }
    }
}
