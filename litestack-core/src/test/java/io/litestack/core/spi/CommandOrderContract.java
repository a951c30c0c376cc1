package io.litestack.core.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.testkit.Background;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one thread submits is run in the order in which it did, however it is batched, and whoever leads. */
public abstract class CommandOrderContract extends CommandContract {
    private static final int THREADS = 16;
    private static final int KEYS = 6;
    private static final int STEPS = 250;

    /** A result that is still to come, and what it must be. */
    private record Expected(CompletableFuture<String> actual, String value) {}

    protected CommandOrderContract(Opener opener) {
        super(opener);
    }

    @BeforeEach
    void createEntries() {
        store.execute("create table entry(key text primary key, value text) without rowid");
    }

    @Test
    void puts_and_evicts_of_sixteen_threads_agree_with_a_sequential_model_of_each_key(Random random) {
        List<Background<Map<String, String>>> threads = IntStream.range(0, THREADS)
                .mapToObj(i -> {
                    Random own = new Random(random.nextLong());
                    return Background.call("thread " + i, () -> putAndEvict("t" + i + "-", own));
                })
                .toList();
        Map<String, String> expected = new HashMap<>();
        threads.forEach(it -> expected.putAll(it.result()));
        Map<String, String> found = new HashMap<>();
        store.query("select key, value from entry", row -> found.put(row.getString(1), row.getString(2)));
        assertThat(found).isEqualTo(expected);
    }

    /** Random steps on keys of its own; each result is what the model says, and the model is what shall be stored. */
    private Map<String, String> putAndEvict(String prefix, Random random) {
        Map<String, String> model = new HashMap<>();
        List<Expected> results = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            String key = prefix + random.nextInt(KEYS);
            String value = random.nextInt(3) == 0 ? null : "v" + step;
            String before = value == null ? model.remove(key) : model.put(key, value);
            Command<String> command = value == null ? evict(key) : put(key, value);
            switch (random.nextInt(8)) {
                case 0 -> assertThat(commands().execute(command, Ack.DURABLE)).isEqualTo(before);
                case 1 -> {
                    // a transaction does not stand in the queue: what was queued before it must be done
                    results.forEach(it -> it.actual.join());
                    assertThat(store.<String, RuntimeException>write(
                                    tx -> TransactionInternals.of(tx).run(command)))
                            .isEqualTo(before);
                }
                default -> results.add(new Expected(commands().submit(command, Ack.DURABLE), before));
            }
        }
        results.forEach(it -> assertThat(it.actual.join()).isEqualTo(it.value));
        return model;
    }

    private static Command<String> put(String key, String value) {
        return statements -> {
            String before = valueOf(key, statements);
            PreparedStatement put = statements.prepare(
                    "insert into entry values (?, ?) on conflict do update set value = excluded.value");
            put.setString(1, key);
            put.setString(2, value);
            put.execute();
            return before;
        };
    }

    private static Command<String> evict(String key) {
        return statements -> {
            String before = valueOf(key, statements);
            PreparedStatement evict = statements.prepare("delete from entry where key = ?");
            evict.setString(1, key);
            evict.execute();
            return before;
        };
    }

    private static String valueOf(String key, Statements statements) throws java.sql.SQLException {
        PreparedStatement select = statements.prepare("select value from entry where key = ?");
        select.setString(1, key);
        try (ResultSet row = select.executeQuery()) {
            return row.next() ? row.getString(1) : null;
        }
    }
}
