package doppel.bindings.testing;

import static java.util.stream.Collectors.toSet;

import doppel.bindings.lifetime.NativeLedger;
import doppel.bindings.lifetime.NativeLedger.Ticket;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Fails a test, or a test class, that leaves native resources open. Registered for all tests through
 * {@code META-INF/services} and {@code junit.jupiter.extensions.autodetection.enabled}.
 *
 * <p>What a class opens in {@code @BeforeAll} it may close in {@code @AfterAll}; so may what is made during a test
 * under an arena that was in use before, such as the cache of a back-end that all tests of a class share. With {@code
 * -Ddoppel.native.trace=true} the failure shows where each leaked resource was opened.
 */
public final class NativeLedgerExtension
        implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(NativeLedgerExtension.class);
    private static final Set<Long> REPORTED = ConcurrentHashMap.newKeySet(); // a class does not repeat its tests

    /** What was open at one moment. */
    record Inventory(Set<Long> numbers, Set<MemorySegment.Scope> owners) {
        static Inventory now() {
            List<Ticket> open = NativeLedger.stillOpen();
            return new Inventory(
                    open.stream().map(Ticket::number).collect(toSet()),
                    open.stream().map(Ticket::owner).filter(Objects::nonNull).collect(toSet()));
        }

        /** What was opened since and is owned by nobody who was there already. */
        List<Ticket> leaks() {
            return NativeLedger.stillOpen().stream()
                    .filter(ticket -> !numbers.contains(ticket.number()))
                    .filter(ticket -> ticket.owner() == null || !owners.contains(ticket.owner()))
                    .toList();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        remember(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        check(context, "test class");
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        remember(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        check(context, "test");
    }

    /** Whether the test or class of a context will be checked. */
    public static boolean isWatching(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(context.getUniqueId()) != null;
    }

    private static void remember(ExtensionContext context) {
        context.getStore(NAMESPACE).put(context.getUniqueId(), Inventory.now());
    }

    private static void check(ExtensionContext context, String what) {
        Inventory before = context.getStore(NAMESPACE).get(context.getUniqueId(), Inventory.class);
        if (before == null) return; // another extension failed before we came to look
        List<Ticket> leaks = before.leaks().stream()
                .filter(ticket -> REPORTED.add(ticket.number()))
                .toList();
        if (!leaks.isEmpty()) throw new AssertionError(message(what + " " + context.getDisplayName(), leaks));
    }

    static String message(String who, List<Ticket> leaks) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        out.printf("%s left %d native resources open:%n", who, leaks.size());
        for (Ticket ticket : leaks) {
            out.println("  " + ticket);
            Throwable opened = ticket.opened();
            if (opened != null) opened.printStackTrace(out);
        }
        if (leaks.stream().allMatch(ticket -> ticket.opened() == null)) {
            out.print("run with -Ddoppel.native.trace=true to see where they were opened");
        }
        return text.toString();
    }
}
