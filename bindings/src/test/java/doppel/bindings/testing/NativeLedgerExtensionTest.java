package doppel.bindings.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class NativeLedgerExtensionTest {
    @Test
    void aTestThatLeavesAResourceOpenFails() {
        List<String> failures = failuresOf(LeakExamples.LeavesOneOpen.class);
        LeakExamples.closeAll(); // this test itself is watched too
        assertEquals(1, failures.size(), failures::toString);
        assertTrue(failures.getFirst().contains("leaks()"), failures.getFirst());
        assertTrue(failures.getFirst().contains("left 1 native resources open"), failures.getFirst());
        assertTrue(failures.getFirst().contains("left-over 42"), failures.getFirst());
    }

    @Test
    void aClassMayKeepResourcesUntilItsEnd() {
        assertEquals(List.of(), failuresOf(LeakExamples.SharesOneArena.class));
    }

    @Test
    void aClassThatLeavesAResourceOpenFails() {
        List<String> failures = failuresOf(LeakExamples.NeverCloses.class);
        LeakExamples.closeAll();
        assertEquals(1, failures.size(), failures::toString);
        assertTrue(failures.getFirst().contains("test class"), failures.getFirst());
    }

    private static List<String> failuresOf(Class<?> testClass) {
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(testClass))
                .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
                .build();
        List<String> failures = new ArrayList<>();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                result.getThrowable().ifPresent(e -> failures.add(test.getDisplayName() + ": " + e.getMessage()));
            }
        });
        return failures;
    }
}
