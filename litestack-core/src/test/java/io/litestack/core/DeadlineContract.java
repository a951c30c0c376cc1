package io.litestack.core;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import example.SlowPlaces;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Foreigner;
import io.litestack.core.testkit.Recorder;
import io.litestack.core.testkit.Signal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Every wait has a deadline, and what misses it says what it waited for. */
public abstract class DeadlineContract extends StoreContract {
    private static final String ENDLESS = DeadTransactionContract.ENDLESS + " select max(i) from n";
    private static final WriteOptions IMPATIENT = WriteOptions.standard().withWaitTimeout(Duration.ofMillis(150));

    /** What a deadline may take beyond itself on a loaded machine. */
    private static final long SLACK_MILLIS = 3_000;

    /** The machine's clock, which counts how often a watchdog looked at it. */
    private static final class WatchdogLooks implements Ticker {
        private final AtomicInteger count = new AtomicInteger();

        @Override
        public long nanos() {
            if (Thread.currentThread().getName().contains("watchdog")) {
                count.incrementAndGet();
            }
            return System.nanoTime();
        }

        int count() {
            return count.get();
        }
    }

    private final WatchdogLooks looks = new WatchdogLooks();

    protected DeadlineContract(Opener opener) {
        super(opener);
    }

    @Override
    protected void configure(StoreConfig.Builder builder) {
        builder.readers(1).transactionTimeout(Duration.ofMillis(400)).queryTimeout(Duration.ofMillis(150));
    }

    @Test
    void who_waits_too_long_for_the_writer_learns_who_holds_it_since_when_and_how_many_wait() {
        Signal end = new Signal("the holder may end");
        WriteOptions patient = WriteOptions.standard().withTransactionTimeout(Duration.ofSeconds(30));
        Signal held = new Signal("the writer is held");
        Background<Void> holder = Background.run(
                "slow-importer",
                () -> store.useWrite(patient, tx -> {
                    held.give();
                    end.await();
                }));
        held.await();
        Background<Void> other = Background.run("other", () -> store.useWrite(patient, tx -> {}));
        Eventually.until("the other waits", () -> store.stats().waiting() == 1);

        long start = System.nanoTime();
        assertThatExceptionOfType(StoreBusyException.class)
                .isThrownBy(() -> store.useWrite(IMPATIENT, tx -> addNote(tx, "never")))
                .withMessageContaining("timed out after 150 ms")
                .withMessageContaining("app.db")
                .withMessageMatching("(?s).*held for \\d+ ms by \"slow-importer\".*")
                // the maintenance may be one of them
                .withMessageMatching("(?s).*[12] others waiting.*")
                .withMessageContaining("nothing was stored");
        assertThat(MILLISECONDS.convert(System.nanoTime() - start, java.util.concurrent.TimeUnit.NANOSECONDS))
                .isBetween(150L, 150 + SLACK_MILLIS);
        end.give();
        holder.result();
        other.result();
        assertThat(notes()).isEmpty();
    }

    @Test
    void who_waits_too_long_for_another_process_learns_so() {
        Foreigner foreigner = foreigner();
        foreigner.execute("begin immediate");
        assertThatExceptionOfType(StoreBusyException.class)
                .isThrownBy(() -> store.useWrite(IMPATIENT, tx -> addNote(tx, "never")))
                .withMessageContaining("another process");
        assertThat(store.stats().busyRetries()).isPositive();
        foreigner.execute("commit");
        store.useWrite(IMPATIENT, tx -> addNote(tx, "a"));
        assertThat(notes()).containsExactly("a");
    }

    @Test
    void who_waits_too_long_for_a_reader_learns_so() {
        Store single = open("single.db", it -> it.readers(1).waitTimeout(Duration.ofMillis(250)));
        Signal end = new Signal("the reader may end");
        Signal begun = new Signal("the reader has begun");
        Background<Void> reader = Background.run(
                "reads",
                () -> single.useRead(snapshot -> {
                    begun.give();
                    end.await();
                }));
        begun.await();
        assertThatExceptionOfType(StoreBusyException.class)
                .isThrownBy(() -> single.query("select 1", row -> row.getLong(1)))
                .withMessageContaining("reader")
                .withMessageContaining("all 1 are in use");
        end.give();
        reader.result();
        assertThat(single.query("select 1", row -> row.getLong(1))).containsExactly(1L);
    }

    @Test
    void a_read_waits_for_a_reader_no_longer_than_the_wait_timeout() {
        Store single = open("single.db", it -> it.readers(1).waitTimeout(Duration.ofMillis(20)));
        List<Long> millis = new ArrayList<>();
        single.useRead(snapshot -> {
            for (int i = 0; i < 5; i++) {
                millis.add(Background.call("waits", () -> {
                            long start = System.nanoTime();
                            assertThatExceptionOfType(StoreBusyException.class)
                                    .isThrownBy(() -> single.query("select 1", row -> row.getLong(1)))
                                    .withMessageContaining("timed out after 20 ms");
                            return (System.nanoTime() - start) / 1_000_000;
                        })
                        .result());
            }
        });
        assertThat(millis).allMatch(it -> it >= 20).anyMatch(it -> it < 200);
    }

    @Test
    void a_transaction_at_its_limit_is_stopped_in_the_midst_of_a_statement() {
        assertThatExceptionOfType(TimeLimitException.class)
                .isThrownBy(() -> store.useWrite(tx -> {
                    addNote(tx, "never");
                    tx.query(ENDLESS, row -> row.getLong(1));
                }))
                .withMessageContaining("400 ms")
                .withMessageContaining("nothing of it was stored");
        assertThat(notes()).isEmpty();
    }

    @Test
    void a_transaction_at_its_limit_in_java_code_is_rolled_back_and_the_writer_passed_on() {
        Signal passedOn = new Signal("another had the writer");
        Signal begun = new Signal("begun");
        List<String> hooks = new ArrayList<>();
        Background<Void> blocked = Background.run(
                "blocked",
                () -> store.useWrite(tx -> {
                    addNote(tx, "never");
                    tx.afterRollback(() ->
                            hooks.add("rolled back on " + Thread.currentThread().getName()));
                    begun.give();
                    passedOn.await();
                    for (Consumer<Transaction> use : List.<Consumer<Transaction>>of(
                            it -> addNote(it, "late"),
                            it -> it.query("select 1", row -> row.getLong(1)),
                            it -> it.connection(),
                            it -> store.execute("insert into note(text) values ('late')"),
                            it -> store.query("select 1", row -> row.getLong(1)))) {
                        assertThatExceptionOfType(TimeLimitException.class).isThrownBy(() -> use.accept(tx));
                    }
                }));
        begun.await();
        long start = System.nanoTime();
        store.execute("insert into note(text) values ('next')");
        long millis = (System.nanoTime() - start) / 1_000_000;
        passedOn.give();
        assertThat(blocked.failure()).isInstanceOf(TimeLimitException.class).hasMessageContaining("400 ms");
        assertThat(millis).isLessThan(400 + SLACK_MILLIS);
        assertThat(notes()).containsExactly("next");
        assertThat(hooks).containsExactly("rolled back on blocked");
    }

    @Test
    void work_that_runs_for_ever_loses_the_writer() {
        AtomicInteger turns = new AtomicInteger();
        Signal enough = new Signal("enough");
        Background<Void> spinning = Background.run(
                "spins",
                () -> store.useWrite(tx -> {
                    addNote(tx, "never");
                    while (!enough.isGiven()) {
                        turns.incrementAndGet();
                        Thread.onSpinWait();
                    }
                }));
        Eventually.until("it spins", () -> turns.get() > 0);
        store.execute("insert into note(text) values ('next')");
        enough.give();
        assertThat(spinning.failure()).isInstanceOf(TimeLimitException.class);
        assertThat(notes()).containsExactly("next");
    }

    @Test
    void work_that_runs_statement_after_statement_is_stopped_between_them() {
        AtomicInteger runs = new AtomicInteger();
        assertThatExceptionOfType(TimeLimitException.class)
                .isThrownBy(() -> store.useWrite(tx -> {
                    while (true) {
                        addNote(tx, "never");
                        runs.incrementAndGet();
                    }
                }));
        assertThat(runs).hasPositiveValue();
        assertThat(notes()).isEmpty();
    }

    @Test
    void work_blocked_inside_a_mapper_keeps_the_writer_until_the_mapper_returns() {
        Signal mapping = new Signal("mapping");
        Signal goOn = new Signal("the mapper may return");
        Background<Void> blocked = Background.run(
                "blocked",
                () -> store.useWrite(tx -> {
                    addNote(tx, "never");
                    tx.query("select text from note", row -> {
                        mapping.give();
                        goOn.await();
                        return row.getString(1);
                    });
                }));
        mapping.await();
        WriteOptions pastTheLimit = WriteOptions.standard().withWaitTimeout(Duration.ofMillis(600));
        assertThatExceptionOfType(StoreBusyException.class)
                .isThrownBy(() -> store.useWrite(pastTheLimit, tx -> addNote(tx, "never")))
                .withMessageContaining("\"blocked\"");
        goOn.give();
        assertThat(blocked.failure()).isInstanceOf(TimeLimitException.class);
        store.execute("insert into note(text) values ('next')");
        assertThat(notes()).containsExactly("next");
    }

    @Test
    void a_limit_of_one_transaction_never_hits_the_next() {
        WriteOptions brief = WriteOptions.standard().withTransactionTimeout(Duration.ofNanos(1));
        for (int i = 0; i < 100; i++) {
            try {
                store.useWrite(brief, tx -> addNote(tx, "maybe"));
            } catch (TimeLimitException e) {
                assertThat(e).hasMessageContaining("limit");
            }
            store.execute("insert into note(text) " + DeadTransactionContract.ENDLESS
                    + " select 'good' from (select i from n limit 200)");
            store.execute("delete from note");
        }
    }

    @Test
    void a_statement_on_a_reader_is_stopped_at_its_limit_and_the_reader_is_good_again() {
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(TimeLimitException.class)
                    .isThrownBy(() -> store.query(ENDLESS, row -> row.getLong(1)))
                    .withMessageContaining("150 ms")
                    .withMessageContaining("recursive");
            assertThat(store.query("select 1", row -> row.getLong(1))).containsExactly(1L);
        }
    }

    @Test
    void a_statement_of_a_read_is_stopped_at_its_limit_and_the_read_may_go_on() {
        store.useRead(snapshot -> {
            assertThatExceptionOfType(TimeLimitException.class)
                    .isThrownBy(() -> snapshot.query(ENDLESS, row -> row.getLong(1)));
            assertThat(snapshot.query("select 1", row -> row.getLong(1))).containsExactly(1L);
        });
    }

    @Test
    void a_statement_whose_mapper_ran_another_is_stopped_at_its_limit_all_the_same() {
        assertThatExceptionOfType(TimeLimitException.class)
                .isThrownBy(() -> store.useRead(snapshot -> snapshot.query(
                        DeadTransactionContract.ENDLESS + " select i from n where i = 1 or i < 0", row -> {
                            snapshot.query("select 1", it -> it.getLong(1));
                            return row.getLong(1);
                        })));
    }

    @Test
    void a_statement_that_comes_late_in_a_long_read_has_its_limit_too() {
        Store watched =
                open("watched.db", it -> it.queryTimeout(Duration.ofMillis(150)).ticker(looks));
        watched.useRead(snapshot -> {
            snapshot.query("select 1", row -> row.getLong(1));
            Eventually.until(
                    "the watchdog has looked in vain for long, or sleeps",
                    () -> looks.count() > 25 || isAsleep("watched-watchdog"));
            assertThatExceptionOfType(TimeLimitException.class)
                    .isThrownBy(() -> snapshot.query(ENDLESS, row -> row.getLong(1)));
        });
    }

    private static boolean isAsleep(String thread) {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(it -> it.getName().contains(thread) && it.getState() == Thread.State.WAITING);
    }

    @Test
    void a_statement_through_the_raw_connection_of_a_reader_is_stopped_at_its_limit() {
        assertThatExceptionOfType(SQLTimeoutException.class)
                .isThrownBy(() -> store.useRead(
                        snapshot -> snapshot.connection().createStatement().executeQuery(ENDLESS)))
                .withMessageContaining("query timeout of 150 ms");
        assertThat(store.query("select 1", row -> row.getLong(1))).containsExactly(1L);
    }

    @Test
    void a_statement_through_the_raw_connection_of_a_transaction_names_the_limit_of_that() {
        assertThatExceptionOfType(SQLTimeoutException.class)
                .isThrownBy(() ->
                        store.useWrite(tx -> tx.connection().createStatement().executeQuery(ENDLESS)))
                .withMessageContaining("limit of 400 ms")
                .withMessageContaining("raise transactionTimeout");
        WriteOptions brief = WriteOptions.standard().withTransactionTimeout(Duration.ofMillis(50));
        assertThatExceptionOfType(TimeLimitException.class)
                .isThrownBy(() -> store.useWrite(brief, tx -> tx.query(ENDLESS, row -> row.getLong(1))))
                .withMessageContaining("limit of 50 ms")
                .withMessageContaining("raise withTransactionTimeout");
    }

    @Test
    void a_statement_of_a_write_is_not_under_the_query_timeout_and_says_what_stopped_it() {
        Store patient = open("patient.db", it -> it.queryTimeout(Duration.ofMillis(1)));
        assertThatExceptionOfType(TimeLimitException.class)
                .isThrownBy(() -> patient.useWrite(
                        WriteOptions.standard().withTransactionTimeout(Duration.ofMillis(100)),
                        tx -> patient.query(ENDLESS, row -> row.getLong(1))))
                .withMessageContaining("limit of 100 ms")
                .withMessageNotContaining("query timeout");
    }

    @Test
    void a_statement_that_its_own_caller_cancels_blames_no_limit() {
        Store patient = open("patient.db", it -> it.queryTimeout(Duration.ofMinutes(1)));
        for (boolean isWrite : new boolean[] {true, false}) {
            RowMapper<Long> cancelling = row -> {
                row.getStatement().cancel();
                return row.getLong(1);
            };
            Consumer<Snapshot> work = it -> it.query(DeadTransactionContract.ENDLESS + " select i from n", cancelling);
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> run(patient, isWrite, work))
                    .withMessageContaining("no limit of the store did that")
                    .isNotInstanceOf(TimeLimitException.class);
        }
    }

    private static void run(Store store, boolean isWrite, Consumer<Snapshot> work) {
        if (isWrite) {
            store.useWrite(work::accept);
        } else {
            store.useRead(work::accept);
        }
    }

    @Test
    void a_read_that_the_close_stops_names_the_close_also_through_the_raw_connection() {
        for (boolean isRaw : new boolean[] {true, false}) {
            Store closing = open(
                    "closing.db", it -> it.queryTimeout(Duration.ofMinutes(1)).closeTimeout(Duration.ofMillis(50)));
            Signal begun = new Signal("the read has begun");
            Background<Void> reader = Background.run(
                    "reads",
                    () -> closing.<SQLException>useRead(snapshot -> {
                        Connection connection = snapshot.connection();
                        begun.give();
                        if (isRaw) {
                            connection.createStatement().executeQuery(ENDLESS);
                        } else {
                            snapshot.query(ENDLESS, row -> row.getLong(1));
                        }
                    }));
            begun.await();
            closing.close();
            assertThat(reader.failure())
                    .isInstanceOf(isRaw ? SQLNonTransientConnectionException.class : ClosedException.class)
                    .hasMessageContaining("was closed while it was read");
        }
    }

    @Test
    void a_slow_transaction_is_reported_once_for_each_place() {
        Recorder reports = new Recorder();
        Store watched = open(
                "watched.db",
                it -> it.slowTransaction(Duration.ofMillis(20)).ticker(looks).listener(reports));
        // the first is reported while it waits; the others are looked at while they do, which is to report nothing
        watched.useWrite(tx -> SlowPlaces.one(() ->
                Eventually.until("it is reported", () -> slowHolders(reports).size() == 1)));
        Runnable manyLooks = () -> {
            int before = looks.count();
            Eventually.until("the watchdog has looked", () -> looks.count() >= before + 6);
        };
        watched.useWrite(tx -> SlowPlaces.one(manyLooks));
        assertThat(slowHolders(reports)).hasSize(1);
        Background.run(
                        "elsewhere",
                        () -> watched.useWrite(tx -> SlowPlaces.another(() -> Eventually.until(
                                "it is reported", () -> slowHolders(reports).size() == 2))))
                .result();
        assertThat(slowHolders(reports)).hasSize(2).last().isEqualTo("elsewhere");
    }

    /** Without the maintenance, which may take long on a busy machine. */
    private static List<String> slowHolders(Recorder reports) {
        return reports.slowHolders.stream()
                .filter(it -> !it.startsWith("litestack-"))
                .toList();
    }
}
