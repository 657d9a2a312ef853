package doppel.kernels;

import java.util.List;
import java.util.Optional;

/**
 * What a device needs and what of it is here.
 *
 * @param device the device examined
 * @param findings in the order in which things are needed
 */
public record DeviceReport(Device device, List<Finding> findings) {
    /**
     * One thing that is needed.
     *
     * @param subject what it is, such as {@code driver}
     * @param fine whether it is here and fits
     * @param text what was found, or what is wrong
     * @param tried where it was looked for, if it is missing
     * @param remedy one line, if something is wrong and a remedy is known; else empty
     */
    public record Finding(String subject, boolean fine, String text, List<String> tried, String remedy) {
        public Finding {
            tried = List.copyOf(tried);
        }
    }

    public DeviceReport {
        findings = List.copyOf(findings);
    }

    /** Whether the device can be used. */
    public boolean isUsable() {
        return problem().isEmpty();
    }

    /** The first thing that keeps the device from being used. */
    public Optional<Finding> problem() {
        return findings.stream().filter(finding -> !finding.fine()).findFirst();
    }
}
