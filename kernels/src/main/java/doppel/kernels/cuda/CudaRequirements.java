package doppel.kernels.cuda;

import doppel.bindings.cublas.CublasLt;
import doppel.bindings.cuda.CudaDevice;
import doppel.bindings.cuda.Driver;
import doppel.bindings.cudnn.Cudnn;
import doppel.bindings.libraries.MissingLibraryException;
import doppel.bindings.lifetime.NativeException;
import doppel.bindings.nvrtc.Nvrtc;
import doppel.bindings.nvrtc.NvrtcTarget;
import doppel.kernels.Device;
import doppel.kernels.DeviceReport;
import doppel.kernels.DeviceReport.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a card needs before anything can be computed on it: driver, card, NVRTC, cuBLASLt, cuDNN and our kernels. */
public final class CudaRequirements {
    private static final int OLDEST_CARD = 75;

    private CudaRequirements() {}

    /** Looks at everything, whatever is missing; opens all libraries, which takes up to seconds. */
    public static DeviceReport examine(Device.Cuda device) {
        return new DeviceReport(device, findings(device, true));
    }

    /** The first thing that is missing, and nothing behind it is looked for; empty if the card can be used. */
    public static Optional<Finding> firstProblem(Device.Cuda device) {
        return new DeviceReport(device, findings(device, false)).problem();
    }

    /** That a card cannot be used, with what helps. */
    public static NativeException refusal(Device.Cuda device, Finding problem) {
        String remedy = problem.remedy().isEmpty() ? "" : problem.remedy() + ", or ";
        return new NativeException(
                "%s: %s: %s; %suse --device cpu".formatted(device, problem.subject(), problem.text(), remedy));
    }

    private static List<Finding> findings(Device.Cuda device, boolean all) {
        CudaDevice[] card = new CudaDevice[1];
        List<Supplier<Finding>> examinations = List.of(
                () -> finding("driver", CudaRequirements::driver),
                () -> finding("card", () -> {
                    card[0] = CudaDevice.of(device.ordinal());
                    return card(card[0]);
                }),
                () -> finding("nvrtc", () -> nvrtc(card[0])),
                () -> finding("cublaslt", CudaRequirements::cublasLt),
                () -> finding("cudnn", () -> cudnn(card[0])),
                CudaRequirements::kernels);
        List<Finding> findings = new ArrayList<>();
        for (Supplier<Finding> examination : examinations) {
            findings.add(examination.get());
            if (!all && !findings.getLast().fine()) break;
        }
        return findings;
    }

    private static Finding kernels() {
        return new Finding("kernels", true, "for sm_%d and newer".formatted(OLDEST_CARD), List.of(), "");
    }

    private static String driver() {
        Driver.Report report = Driver.load();
        return "for CUDA %s, %s (%s)".formatted(report.versionText(), report.file(), report.origin());
    }

    private static String card(CudaDevice card) {
        if (card.capability() < OLDEST_CARD) {
            throw new NativeException("%s is older than sm_%d".formatted(card, OLDEST_CARD));
        }
        return card.toString();
    }

    private static String nvrtc(@Nullable CudaDevice card) {
        Nvrtc.Report report = Nvrtc.load();
        List<Integer> known = report.architectures();
        String target = card == null ? "" : ", compiles to " + NvrtcTarget.of(card.capability(), known);
        return "%d.%d for sm_%d to sm_%d%s, %s (%s)"
                .formatted(
                        report.major(),
                        report.minor(),
                        known.getFirst(),
                        known.getLast(),
                        target,
                        report.file(),
                        report.origin());
    }

    private static String cublasLt() {
        CublasLt.Report report = CublasLt.load();
        return "%s, %s (%s)".formatted(report.versionText(), report.file(), report.origin());
    }

    private static String cudnn(@Nullable CudaDevice card) {
        Cudnn.Report report = Cudnn.load();
        if (card != null && card.capability() > report.newestCard()) {
            throw new NativeException("%s knows cards up to sm_%d, this one is sm_%d; install a newer cuDNN 9"
                    .formatted(report.versionText(), report.newestCard(), card.capability()));
        }
        return "%s for CUDA %d.%d, cards up to sm_%d, %s (%s)"
                .formatted(
                        report.versionText(),
                        report.cuda() / 1000,
                        report.cuda() % 1000 / 10,
                        report.newestCard(),
                        report.file(),
                        report.origin());
    }

    private static Finding finding(String subject, Supplier<String> examine) {
        try {
            return new Finding(subject, true, examine.get(), List.of(), "");
        } catch (MissingLibraryException e) {
            boolean own = !subject.equals("card"); // without a driver there is no card either: once is enough
            return new Finding(subject, false, e.what(), own ? e.tried() : List.of(), own ? e.remedy() : "");
        } catch (NativeException | IllegalArgumentException e) {
            String text = String.valueOf(e.getMessage()).replaceFirst("^(cuda )?" + subject + ": ", "");
            return new Finding(subject, false, text, List.of(), "");
        }
    }
}
