package io.litestack.bench.scenario.accounts;

import io.litestack.bench.harness.Scenario;
import io.litestack.core.Sync;
import java.util.ArrayList;
import java.util.List;

/** The rows of the libraries. */
public final class AccountsScenarios {
    /** All of them, in the order of the report. */
    public static final List<Scenario> ALL = all();

    private AccountsScenarios() {}

    private static List<Scenario> all() {
        List<Scenario> rows = new ArrayList<>();
        for (Library library : Library.values()) {
            boolean isPlain = library == Library.JDBC;
            rows.add(AccountsScenario.mixed(library, Sync.NORMAL, isPlain ? 1.5 : 1.2));
            rows.add(AccountsScenario.mixed(library, Sync.FULL, isPlain ? 2.5 : 1.5));
            if (!isPlain) {
                rows.add(AccountsScenario.point(library, 1.3));
            }
        }
        rows.add(AccountsScenario.reading(Library.HIBERNATE, Sync.NORMAL, 2));
        return List.copyOf(rows);
    }
}
