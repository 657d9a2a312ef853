package doppel.app.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateScheduleTest {
    @Test
    void theRateRisesStaysAndFalls() {
        var schedule = new RateSchedule(10, 0.5, 0.1);
        assertEquals(0.1, schedule.factor(0, 0), 1e-12);
        assertEquals(1, schedule.factor(9, 0.01), 1e-12);
        assertEquals(1, schedule.factor(500, 0.5), 1e-12);
        assertEquals(0.55, schedule.factor(750, 0.75), 1e-12);
        assertEquals(0.1, schedule.factor(1000, 1), 1e-12);
        assertEquals(0.1, schedule.factor(2000, 2), 1e-12);
    }

    @Test
    void aConstantRateIsConstant() {
        assertEquals(1, RateSchedule.CONSTANT.factor(0, 0));
        assertEquals(1, RateSchedule.CONSTANT.factor(1_000_000, 1));
    }

    @Test
    void limitsMeasureTheirOwnProgress() {
        assertEquals(0.25, new Limit.Steps(100).progress(25, 1e9), 1e-12);
        assertEquals(0.5, new Limit.Time(Duration.ofMinutes(2)).progress(7, 60), 1e-12);
        assertEquals(0, new Limit.Never().progress(7, 60));
        assertThrows(IllegalArgumentException.class, () -> new Limit.Steps(0));
        assertThrows(IllegalArgumentException.class, () -> new Limit.Time(Duration.ZERO));
    }
}
