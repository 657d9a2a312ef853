package doppel.app.blend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class MergeOptionsTest {
    @Test
    void valuesOutOfRangeAreRefusedByName() {
        IllegalArgumentException failure =
                assertThrows(IllegalArgumentException.class, () -> MergeOptions.DEFAULT.withErodeMask(401));
        assertEquals("merge: mask erosion must be in -400..400, got 401", failure.getMessage());
        assertThrows(IllegalArgumentException.class, () -> MergeOptions.DEFAULT.withBlurMask(-1));
        assertThrows(IllegalArgumentException.class, () -> MergeOptions.DEFAULT.withFaceScale(51));
    }

    @Test
    void aChangedCopyDiffersInThatSettingOnly() {
        MergeOptions changed = MergeOptions.DEFAULT.withBlurMask(30).withMode(MergeMode.SEAMLESS);
        assertEquals(30, changed.blurMask());
        assertEquals(MergeMode.SEAMLESS, changed.mode());
        assertEquals(MergeOptions.DEFAULT, changed.withBlurMask(0).withMode(MergeMode.OVERLAY));
    }
}
