package doppel.app.dfl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Python tuple, which pickle keeps apart from a list. Items may be null, for {@code None}. */
public record PickleTuple(List<@Nullable Object> items) {
    public PickleTuple {
        items = Collections.unmodifiableList(new ArrayList<>(items));
    }

    /** A tuple of these items. */
    public static PickleTuple of(@Nullable Object... items) {
        return new PickleTuple(Arrays.asList(items));
    }
}
