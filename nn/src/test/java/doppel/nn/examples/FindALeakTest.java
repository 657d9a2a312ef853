package doppel.nn.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.nn.examples.FindALeak.Account;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FindALeakTest {
    @Test
    void aCleanStepLeavesTheBooksAsTheyWere() {
        try (var example = new FindALeak()) {
            example.accounts(2, example::clean); // the pool grows until it has a block of each size
            List<Account> accounts = example.accounts(5, example::clean);
            assertEquals(1, Set.copyOf(accounts).size(), accounts::toString);
        }
    }

    @Test
    void aStepThatDoesNotCloseItsScopeIsSeenInTheLedger() {
        try (var example = new FindALeak()) {
            List<Account> accounts = example.accounts(4, example::forgetful);
            for (int i = 1; i < 4; i++) {
                assertEquals(accounts.get(i - 1).ledger() + 1, accounts.get(i).ledger());
                assertTrue(accounts.get(i - 1).reserved() < accounts.get(i).reserved());
            }
        }
    }

    @Test
    void whatIsMadeOfWeightsAloneIsSeenInTheModelsScopeOnly() {
        try (var example = new FindALeak()) {
            List<Account> accounts = example.accounts(4, example::misplaced);
            for (int i = 1; i < 4; i++) {
                assertEquals(accounts.get(i - 1).ledger(), accounts.get(i).ledger());
                assertEquals(
                        accounts.get(i - 1).modelTensors() + 2, accounts.get(i).modelTensors());
                assertEquals(
                        accounts.get(i - 1).used() + 2 * 64, accounts.get(i).used());
            }
        }
    }
}
