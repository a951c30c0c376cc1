package io.litestack.compat;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.Background;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * Sixteen threads of small transactions, a third of them reads: none may fail, and in the end every amount is where it
 * belongs. It lasts a second, or as many as {@code -Dlitestack.soak} says, and then prints how many there were.
 */
public final class MixedLoad {
    private static final int THREADS = 16;
    private static final int ACCOUNTS = 100;
    private static final int BALANCE = 1_000;

    private static final String SCHEMA = """
            create table account(
                id integer primary key,
                owner text not null,
                balance bigint not null,
                version bigint not null default 0)
            """;
    private static final String ENTRIES = """
            create table entry(
                id integer primary key autoincrement,
                account_id bigint not null references account(id),
                amount bigint not null,
                note text)
            """;
    private static final String WRONG = """
            select count(*) from account a where balance <> %d +
                (select coalesce(sum(amount), 0) from entry where account_id = a.id)
            """.formatted(BALANCE);

    private final DataSource dataSource;
    private final long seed = Long.getLong("litestack.seed", System.nanoTime() & 0xffff_ffffL);

    /** What one thread did. */
    private record Done(long transfers, long reads, long longestNanos, List<Exception> failures) {}

    private MixedLoad(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Makes the tables and their accounts. */
    public static MixedLoad on(DataSource dataSource) throws SQLException {
        MixedLoad load = new MixedLoad(dataSource);
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(SCHEMA);
            statement.execute(ENTRIES);
            statement.execute("create index entry_account on entry(account_id)");
            statement.execute("""
                    with recursive c(n) as (select 1 union all select n + 1 from c where n < %d)
                    insert into account(id, owner, balance) select n, 'owner ' || n, %d from c
                    """.formatted(ACCOUNTS, BALANCE));
        }
        return load;
    }

    /** Runs it by a library; fails if anything failed or is not where it belongs. */
    public void run(String library, Bank bank) throws SQLException {
        long seconds = Long.getLong("litestack.soak", 1);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        List<Background<Done>> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(seed + i);
            threads.add(Background.call(library + " " + i, () -> work(bank, random, end)));
        }
        List<Done> all = threads.stream().map(Background::result).toList();
        report(library, seconds, all);
        assertThat(all.stream().flatMap(it -> it.failures.stream()))
                .as("what failed with seed %d", seed)
                .isEmpty();
        long transfers = all.stream().mapToLong(Done::transfers).sum();
        assertThat(transfers).isPositive();
        assertThat(number("select count(*) from entry")).isEqualTo(2 * transfers);
        assertThat(number("select sum(balance) from account")).isEqualTo(ACCOUNTS * BALANCE);
        assertThat(number(WRONG)).as("accounts whose entries differ").isZero();
    }

    private static Done work(Bank bank, Random random, long end) {
        long transfers = 0;
        long reads = 0;
        long longest = 0;
        List<Exception> failures = new ArrayList<>();
        for (long now = System.nanoTime(); now < end && failures.size() < 3; ) {
            try {
                if (random.nextInt(3) == 0) {
                    bank.balance(1 + random.nextInt(ACCOUNTS));
                    reads++;
                } else {
                    bank.transfer(transfer(random));
                    transfers++;
                }
            } catch (Exception e) {
                failures.add(e);
            }
            long then = System.nanoTime();
            longest = Math.max(longest, then - now);
            now = then;
        }
        return new Done(transfers, reads, longest, failures);
    }

    private static Bank.Transfer transfer(Random random) {
        long from = 1 + random.nextInt(ACCOUNTS);
        long to = 1 + (from + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
        return new Bank.Transfer(from, to, 1 + random.nextInt(10));
    }

    private static void report(String library, long seconds, List<Done> all) {
        if (seconds > 1) {
            long transfers = all.stream().mapToLong(Done::transfers).sum();
            long reads = all.stream().mapToLong(Done::reads).sum();
            long longest = all.stream().mapToLong(Done::longestNanos).max().orElse(0);
            long failures = all.stream().mapToLong(it -> it.failures.size()).sum();
            System.out.printf(
                    "%s on %s: %,d transfers/s, %,d reads/s, longest %,d ms, %d failures%n",
                    library,
                    TestDatabase.isPeer() ? "HikariCP + sqlite-jdbc" : "Litestack",
                    transfers / seconds,
                    reads / seconds,
                    TimeUnit.NANOSECONDS.toMillis(longest),
                    failures);
        }
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
