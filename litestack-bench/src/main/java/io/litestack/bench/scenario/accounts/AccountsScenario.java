package io.litestack.bench.scenario.accounts;

import io.litestack.bench.harness.Load;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.bench.rival.HikariRival;
import io.litestack.bench.scenario.jdbc.Processor;
import io.litestack.bench.scenario.jdbc.SqlFile;
import io.litestack.core.Sync;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/** Small transactions by one library: so many of a hundred are transfers, the others read. */
record AccountsScenario(Library library, Mix mix, Sync sync, List<Metric> metrics) implements Scenario {
    /** What is done. */
    enum Mix {
        MIXED("mixed", "40 % transfers, 40 % single rows, 20 % short lists", 16, 40, 60),
        READING("reading", "20 % transfers, 60 % single rows, 20 % short lists", 16, 20, 40),
        POINT("point", "one row by its key", 1, 0, 0);

        private final String word;
        private final String title;
        private final int threads;
        private final int transferPercent;

        /** Up to here lists. */
        private final int listPercent;

        Mix(String word, String title, int threads, int transferPercent, int listPercent) {
            this.word = word;
            this.title = title;
            this.threads = threads;
            this.transferPercent = transferPercent;
            this.listPercent = listPercent;
        }
    }

    private static final int ALL_PERCENT = 100;
    private static final String THROUGHPUT = "throughput";
    private static final String LONGEST = "longest wait at full speed";
    private static final String P999 = "p99.9 wait at full speed";
    private static final long FIRST_BALANCE = 1_000_000;
    private static final int FORKS = 3;

    /** Transfers and reads. */
    static AccountsScenario mixed(Library library, Sync sync, double atLeast) {
        return new AccountsScenario(
                library,
                Mix.MIXED,
                sync,
                List.of(
                        Metric.rate(THROUGHPUT).atLeastTimes(atLeast),
                        Metric.cost(LONGEST, "ms").atMostTimes(1 / 5.0),
                        Processor.METRIC));
    }

    /** Mostly reads. */
    static AccountsScenario reading(Library library, Sync sync, double atLeast) {
        return new AccountsScenario(
                library,
                Mix.READING,
                sync,
                List.of(
                        Metric.rate(THROUGHPUT).atLeastTimes(atLeast),
                        Metric.cost(P999, "ms").atMostTimes(1 / 5.0),
                        Processor.METRIC));
    }

    /** Nothing but single rows. */
    static AccountsScenario point(Library library, double atLeast) {
        return new AccountsScenario(
                library,
                Mix.POINT,
                Sync.NORMAL,
                List.of(Metric.rate(THROUGHPUT).atLeastTimes(atLeast), Processor.METRIC));
    }

    @Override
    public Spec spec() {
        String level = mix == Mix.POINT ? "" : "-" + sync.name().toLowerCase(Locale.ROOT);
        return Spec.of(
                        library.word() + "-" + mix.word + level,
                        library.title() + ": " + mix.title + "; " + mix.threads
                                + (mix.threads == 1 ? " thread" : " threads") + ", " + sync,
                        HikariRival.NAME,
                        metrics.toArray(Metric[]::new))
                .warmedUpFor(library.warmUp())
                .inForksAtMost(FORKS);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        try (SqlFile file = SqlFile.open(side, trial.folder(), sync)) {
            file.execute(Accounts.TABLES.toArray(String[]::new));
            file.inTransaction(AccountsScenario::fill);
            try (Accounts accounts = library.open(file.dataSource())) {
                Load.Figures figures = Processor.atFullSpeed(trial, mix.threads, () -> act(accounts));
                record(trial, THROUGHPUT, figures.perSecond());
                record(trial, LONGEST, figures.worstMillis());
                record(trial, P999, figures.millis(99.9));
            }
            check(file);
        }
    }

    private void record(Trial trial, String name, double value) {
        if (metrics.stream().anyMatch(it -> it.name().equals(name))) {
            trial.record(name, value);
        }
    }

    private void act(Accounts accounts) throws Exception {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long id = random.nextLong(Accounts.COUNT) + 1;
        int kind = random.nextInt(ALL_PERCENT);
        if (kind < mix.transferPercent) {
            accounts.transfer(id, id % Accounts.COUNT + 1, random.nextLong(100));
        } else if (kind < mix.listPercent) {
            accounts.newest(id);
        } else {
            accounts.balance(id);
        }
    }

    private static void fill(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("insert into account(id, owner, balance) values (?, ?, ?)")) {
            for (int id = 1; id <= Accounts.COUNT; id++) {
                statement.setInt(1, id);
                statement.setString(2, "owner " + id);
                statement.setLong(3, FIRST_BALANCE);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** No money is made or lost, and each balance is what its entries say. */
    private static void check(SqlFile file) throws SQLException {
        long total = file.number("select sum(balance) from account");
        long wrong = file.number("select count(*) from account a where balance != " + FIRST_BALANCE
                + " + (select coalesce(sum(amount), 0) from entry where account_id = a.id)");
        if (total != Accounts.COUNT * FIRST_BALANCE || wrong != 0) {
            throw new IllegalStateException(
                    "the balances add up to " + total + ", and " + wrong + " are not what their entries say");
        }
    }
}
