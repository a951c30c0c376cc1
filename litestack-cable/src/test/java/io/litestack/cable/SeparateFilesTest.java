package io.litestack.cable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Seed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The application's data in one file, the cable in another. */
@Timeout(120)
class SeparateFilesTest {
    private static final int VIEWS_PER_ROUND = 100;
    private static final int ROUNDS = Math.max(1, Integer.getInteger("litestack.soak", 100) / VIEWS_PER_ROUND);

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @RegisterExtension
    final Seed seed = new Seed();

    @TempDir
    Path folder;

    private Store store;
    private Cable cable;

    @BeforeEach
    void open() {
        store = Store.open(StoreConfig.builder(folder.resolve("app.db")).build());
        store.execute("create table page(id integer primary key, version integer not null)");
        cable = openCable();
    }

    private Cable openCable() {
        return Cable.open(CableConfig.builder(folder.resolve("cable.db")).build());
    }

    @AfterEach
    void close() {
        cable.close();
        store.close();
    }

    @Test
    void what_a_transaction_published_is_in_the_cable_when_it_returns() {
        Inbox inbox = new Inbox();
        cable.subscribe("a", inbox);
        store.useWrite(tx -> {
            assertThat(cable.publish(tx, "a", "1")).isEmpty();
            assertThat(cable.publish(tx, "b.ä", "2")).isEmpty();
        });
        assertThat(cable.position().id()).isEqualTo(2);
        cable.publish("a", "3");
        assertThat(inbox.awaitMessages(2).texts()).containsExactly("1", "3");
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> store.useWrite(tx -> {
                    cable.publish(tx, "a", "never");
                    throw new IllegalStateException("no");
                }));
        assertThat(cable.position().id()).isEqualTo(3);
    }

    @Test
    void what_a_thread_publishes_next_comes_after_what_it_has_published() {
        Inbox inbox = new Inbox();
        cable.subscribe("a", inbox);
        for (int i = 0; i < 200; i++) {
            String number = Integer.toString(i);
            store.useWrite(tx -> cable.publish(tx, "a", "in " + number));
            cable.publish("a", "after " + number);
        }
        inbox.awaitMessages(400);
        for (int i = 0; i < 200; i++) {
            assertThat(inbox.texts().subList(2 * i, 2 * i + 2)).containsExactly("in " + i, "after " + i);
        }
    }

    @Test
    void what_a_crash_has_left_arrives_after_the_next_opening() {
        store.useWrite(tx -> cable.publish(tx, "a", "1"));
        cable.close();
        List<String> kinds = store.query("select kind from litestack_outbox", row -> row.getString(1));
        assertThat(kinds).isSubsetOf(List.of("message"));
        cable = openCable();
        Inbox inbox = new Inbox();
        cable.subscribe(Channels.of("a"), SubscribeOptions.standard().withFromOldest(), inbox);
        cable.attach(store);
        assertThat(inbox.awaitMessages(1).texts()).containsExactly("1");
    }

    @Test
    void a_snapshot_inside_a_transaction_is_refused() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> store.<Object, RuntimeException>read(
                        tx -> cable.<Object, RuntimeException>snapshot(store, (inner, at) -> at)))
                .withMessageContaining("take it outside");
    }

    /**
     * Whoever reads a page and then its stream ends up with the newest state, whatever is changed meanwhile. More pages: {@code
     * -Dlitestack.soak=10000}.
     */
    @Test
    void pages_and_their_streams_meet_while_they_are_changed() {
        int pages = 20;
        for (int id = 0; id < pages; id++) {
            store.execute("insert into page values (?, 0)", id);
        }
        Random random = seed.random();
        for (int round = 0; round < ROUNDS; round++) {
            AtomicBoolean isOver = new AtomicBoolean();
            Background<Void> writer = Background.run("writer", () -> {
                while (!isOver.get()) {
                    change(random.nextInt(pages));
                }
            });
            List<Map<Long, Long>> views = new ArrayList<>();
            List<Subscription> streams = new ArrayList<>();
            for (int i = 0; i < VIEWS_PER_ROUND; i++) {
                Map<Long, Long> view = new ConcurrentHashMap<>();
                views.add(view);
                streams.add(follow(view));
            }
            isOver.set(true);
            writer.result();
            Map<Long, Long> newest = new TreeMap<>();
            readPages(newest);
            for (Map<Long, Long> view : views) {
                Eventually.until("it has the newest state", () -> view.equals(newest));
            }
            streams.forEach(Subscription::close);
        }
    }

    private void change(long id) {
        store.useWrite(tx -> {
            tx.execute("update page set version = version + 1 where id = ?", id);
            long version = tx.queryFirst("select version from page where id = ?", row -> row.getLong(1), id)
                    .orElseThrow();
            cable.publish(tx, "page." + id, Long.toString(version));
        });
    }

    private void readPages(Map<Long, Long> into) {
        store.query("select id, version from page", row -> into.put(row.getLong(1), row.getLong(2)));
    }

    private Subscription follow(Map<Long, Long> view) {
        Position position = cable.<Position, RuntimeException>snapshot(store, (tx, at) -> {
            tx.query("select id, version from page", row -> {
                view.put(row.getLong(1), row.getLong(2));
                return 0;
            });
            return at;
        });
        return cable.subscribe(
                Channels.matching("page.*"),
                SubscribeOptions.from(position),
                message -> view.merge(
                        Long.parseLong(message.channel().substring(5)), Long.parseLong(message.text()), Math::max));
    }
}
