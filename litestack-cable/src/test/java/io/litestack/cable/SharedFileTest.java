package io.litestack.cable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.LeakCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The cable in the file of the application: publishing is part of its transactions. */
@Timeout(120)
class SharedFileTest {
    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    private Store store;
    private Cable cable;

    @BeforeEach
    void open() {
        StoreConfig config = StoreConfig.builder(folder.resolve("app.db")).build();
        store = Store.open(config);
        store.execute("create table note(text text)");
        cable = Cable.open(CableConfig.builder(config).build());
    }

    @AfterEach
    void close() {
        cable.close();
        store.close();
    }

    private Inbox subscribe() {
        Inbox inbox = new Inbox();
        cable.subscribe("a", inbox);
        return inbox.awaitLive();
    }

    @Test
    void a_message_is_delivered_if_and_only_if_its_transaction_is_committed_and_not_before() {
        Inbox inbox = subscribe();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> store.useWrite(tx -> {
                    cable.publish(tx, "a", "never");
                    throw new IllegalStateException("no");
                }));
        long[] ids = new long[2];
        store.useWrite(tx -> {
            OptionalLong first = cable.publish(tx, "a", "1");
            ids[0] = first.orElseThrow();
            ids[1] = cable.publish("a", "2");
            assertThat(inbox.messages).isEmpty();
            assertThat(cable.position().id()).isEqualTo(ids[1]);
        });
        assertThat(inbox.awaitMessages(2).texts()).containsExactly("1", "2");
        assertThat(inbox.ids()).containsExactly(ids[0], ids[1]);
        assertThat(ids[0]).isEqualTo(1);
    }

    @Test
    void what_a_nested_part_published_goes_with_it() {
        Inbox inbox = subscribe();
        CompletableFuture<?>[] futures = new CompletableFuture<?>[2];
        store.useWrite(tx -> {
            cable.publish(tx, "a", "1");
            try {
                store.useWrite(nested -> {
                    cable.publish(nested, "a", "undone");
                    futures[0] = cable.publishAsync("a", "undone");
                    throw new IllegalStateException("no");
                });
            } catch (IllegalStateException e) {
                // only its own part
            }
            futures[1] = cable.publishAsync("a", "2");
        });
        assertThat(inbox.awaitMessages(2).texts()).containsExactly("1", "2");
        assertThat(inbox.ids()).containsExactly(1L, 2L);
        assertThat(futures[0]).isCompletedExceptionally();
        assertThat(futures[1].join()).isEqualTo(2L);
    }

    @Test
    void who_subscribes_in_a_transaction_that_is_rolled_back_gets_what_is_published_afterwards() {
        Inbox inbox = new Inbox();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> store.useWrite(tx -> {
                    cable.publish(tx, "a", "never");
                    cable.subscribe("a", inbox);
                    throw new IllegalStateException("no");
                }));
        cable.publish("a", "1");
        assertThat(inbox.awaitMessages(1).texts()).containsExactly("1");
    }

    @Test
    void messages_come_in_the_order_of_the_commits() throws Exception {
        Inbox inbox = subscribe();
        List<Background<Void>> threads = new ArrayList<>();
        for (int t = 0; t < 6; t++) {
            int kind = t % 3;
            threads.add(Background.run("publisher " + t, () -> {
                for (int i = 0; i < 200; i++) {
                    publish(kind, i);
                }
            }));
        }
        threads.forEach(Background::result);
        cable.publish("a", "end");
        inbox.awaitEvent("end");
        List<Long> stored = store.query("select id from litecable_messages order by id", row -> row.getLong(1));
        assertThat(inbox.ids()).isEqualTo(stored);
        assertThat(stored).hasSize(2 * 200 + 2 * 160 + 2 * 400 + 1);
    }

    /** By itself, in a transaction with another, or without waiting. */
    private void publish(int kind, int i) {
        if (kind == 0) {
            cable.publish("a", "x");
        } else if (kind == 1) {
            try {
                store.useWrite(tx -> {
                    cable.publish(tx, "a", "x");
                    tx.execute("insert into note values ('x')");
                    if (i % 5 == 0) {
                        throw new IllegalStateException("no");
                    }
                });
            } catch (IllegalStateException e) {
                // undone
            }
        } else {
            var unused = cable.publishAsync("a", "x");
            cable.publish("a", "x");
        }
    }

    @Test
    void a_page_and_its_stream_meet() {
        store.execute("insert into note values ('1')");
        cable.publish("a", "1");
        List<String> page = new ArrayList<>();
        Position position = cable.<Position, RuntimeException>snapshot(store, (tx, at) -> {
            page.addAll(tx.query("select text from note", row -> row.getString(1)));
            return at;
        });
        store.useWrite(tx -> {
            tx.execute("insert into note values ('2')");
            cable.publish(tx, "a", "2");
        });
        Inbox inbox = new Inbox();
        cable.subscribe(Channels.of("a"), SubscribeOptions.from(position), inbox);
        assertThat(page).containsExactly("1");
        assertThat(inbox.awaitMessages(1).awaitLive().texts()).containsExactly("2");
    }

    @Test
    void the_position_of_a_snapshot_is_that_of_its_view() {
        Position position = store.<Position, RuntimeException>read(outer -> {
            outer.query("select 1 from note", row -> 1);
            Background.run("other", () -> cable.publish("a", "later")).result();
            return cable.<Position, RuntimeException>snapshot(store, (tx, at) -> at);
        });
        assertThat(position.id()).isZero();
    }
}
