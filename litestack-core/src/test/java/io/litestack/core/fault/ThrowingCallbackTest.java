package io.litestack.core.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreException;
import io.litestack.core.StoreListener;
import io.litestack.core.Sync;
import io.litestack.core.spi.Command;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.LoopWorker;
import io.litestack.core.spi.OpenTransaction;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.spi.TransactionInternals;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Pairs;
import io.litestack.core.testkit.Signal;
import io.litestack.core.testkit.Thrown;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each kind of throwable is thrown by each callback that a store has. Whatever it is, the writer is free afterwards, what was
 * acknowledged is stored and what was refused is not, nobody else's command fails, and all threads go on.
 */
@Timeout(120)
@ExtendWith(LeakCheck.class)
class ThrowingCallbackTest {
    @TempDir
    Path folder;

    private final List<Long> acknowledged = new ArrayList<>();
    private final Map<String, AtomicInteger> called = new ConcurrentHashMap<>();
    private Store store;
    private long lastId;

    static Stream<Arguments> everything() {
        return Stream.of(Thrown.values())
                .map(kind -> Arguments.of(kind, kind.ordinal() % 2 == 0 ? Sync.FULL : Sync.NORMAL));
    }

    @AfterEach
    void close() {
        if (store != null) {
            store.close();
        }
    }

    private void open(Thrown kind, Sync sync) {
        open(StoreConfig.builder(folder.resolve("app.db")).sync(sync).listener(throwing(kind)));
    }

    private void open(StoreConfig.Builder builder) {
        store = Store.open(builder.build());
        Pairs.createTables(store);
    }

    /** A listener whose every method throws. */
    private StoreListener throwing(Thrown kind) {
        return (StoreListener) Proxy.newProxyInstance(
                StoreListener.class.getClassLoader(),
                new Class<?>[] {StoreListener.class},
                (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return ofObject(proxy, method, arguments);
                    }
                    called.computeIfAbsent(method.getName(), it -> new AtomicInteger())
                            .incrementAndGet();
                    throw kind.make();
                });
    }

    private static Object ofObject(Object proxy, Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "a throwing listener";
        };
    }

    private StoreInternals internals() {
        return StoreInternals.of(store);
    }

    private long next() {
        return ++lastId;
    }

    /** The invariants: everything still works, and what is there is what was acknowledged. */
    private void verify() {
        long id = next();
        Pairs.write(store, id, 10);
        acknowledged.add(id);
        id = next();
        Pairs.execute(store, id, 10);
        acknowledged.add(id);
        id = next();
        Pairs.submit(store, id, 10).join();
        acknowledged.add(id);
        Signal event = new Signal("an event after a commit");
        store.useWrite(tx -> TransactionInternals.of(tx).afterCommitInOrder(event::give));
        event.await();
        Set<Long> stored = Pairs.verify(store, acknowledged);
        assertThat(new TreeSet<>(stored)).isEqualTo(new TreeSet<>(acknowledged));
        // maintenance waits for the writer too, for a moment
        Eventually.until("nobody waits for the writer", () -> store.stats().waiting() == 0);
        Eventually.until("no command is queued", () -> store.stats().queuedCommands() == 0);
    }

    @ParameterizedTest
    @MethodSource("everything")
    void work_gets_its_own_throwable_back_and_nothing_of_it_is_stored(Thrown kind, Sync sync) {
        open(kind, sync);
        Throwable mine = kind.make();
        assertThat(catchThrowable(() -> store.useWrite(tx -> {
                    tx.execute("insert into left_half(id) values (900)");
                    throw Thrown.up(mine);
                })))
                .isSameAs(mine);
        assertThat(catchThrowable(() -> store.useRead(snapshot -> {
                    throw Thrown.up(mine);
                })))
                .isSameAs(mine);
        assertThat(catchThrowable(() -> store.query("select 1", row -> {
                    throw Thrown.up(mine);
                })))
                .isSameAs(mine);
        long outer = next();
        store.useWrite(tx -> {
            tx.execute("insert into left_half(id) values (?)", outer);
            tx.execute("insert into right_half(id) values (?)", outer);
            assertThat(catchThrowable(() -> store.useWrite(inner -> {
                        inner.execute("insert into left_half(id) values (901)");
                        throw Thrown.up(mine);
                    })))
                    .isSameAs(mine);
            assertThat(catchThrowable(() -> tx.query("select 1", row -> {
                        throw Thrown.up(mine);
                    })))
                    .isSameAs(mine);
        });
        acknowledged.add(outer);
        try (OpenTransaction open = internals().begin(io.litestack.core.WriteOptions.standard())) {
            open.transaction().execute("insert into left_half(id) values (902)");
        }
        verify();
    }

    @ParameterizedTest
    @MethodSource("everything")
    void hooks_events_and_listeners_take_nothing_from_a_commit(Thrown kind, Sync sync) {
        open(kind, sync);
        List<String> ran = new CopyOnWriteArrayList<>();
        Signal event = new Signal("the event after one that throws");
        long id = next();
        store.useWrite(tx -> {
            tx.execute("insert into left_half(id) values (?)", id);
            tx.execute("insert into right_half(id) values (?)", id);
            tx.afterCommit(kind::up);
            tx.afterCommit(() -> ran.add("hook"));
            TransactionInternals.of(tx).afterCommitInOrder(kind::up);
            TransactionInternals.of(tx).afterCommitInOrder(event::give);
        });
        acknowledged.add(id);
        event.await();
        assertThat(ran).containsExactly("hook");

        IllegalArgumentException mine = new IllegalArgumentException("mine");
        assertThat(catchThrowable(() -> store.useWrite(tx -> {
                    tx.afterRollback(kind::up);
                    tx.afterRollback(() -> ran.add("undone"));
                    throw mine;
                })))
                .isSameAs(mine);
        assertThat(ran).containsExactly("hook", "undone");
        verify();
        assertThat(called).containsKeys("onCommit", "onRollback", "onHookFailure");
    }

    @ParameterizedTest
    @MethodSource("everything")
    void a_command_that_throws_fails_alone(Thrown kind, Sync sync) {
        open(kind, sync);
        Command<Long> bad = statements -> {
            statements.prepare("insert into left_half(id) values (903)").execute();
            throw Thrown.up(kind.make());
        };
        List<CompletableFuture<Long>> good = new ArrayList<>();
        List<CompletableFuture<Long>> failing = new ArrayList<>();
        store.useWrite(tx -> {
            for (int i = 0; i < 20; i++) {
                long id = next();
                good.add(Pairs.submit(store, id, 10));
                acknowledged.add(id);
                if (i % 7 == 0) {
                    failing.add(internals().commands().submit(bad, Ack.DURABLE));
                }
            }
        });
        assertThat(catchThrowable(() -> internals().commands().execute(bad, Ack.DURABLE)))
                .isInstanceOf(StoreException.class);
        good.forEach(CompletableFuture::join);
        failing.forEach(it -> assertThat(catchThrowable(it::join)).hasCauseInstanceOf(StoreException.class));
        assertThat(catchThrowable(
                        () -> store.useWrite(tx -> TransactionInternals.of(tx).run(bad))))
                .isInstanceOf(StoreException.class);
        verify();
    }

    @ParameterizedTest
    @MethodSource("everything")
    void what_follows_a_future_and_who_listens_to_commits_end_no_thread(Thrown kind, Sync sync) {
        open(kind, sync);
        long id = next();
        CompletableFuture<Long> first = store.write(tx -> {
            CompletableFuture<Long> queued = Pairs.submit(store, id, 10);
            // a future wants the text of what it is given
            Thrown audible = kind == Thrown.MUTE ? Thrown.UNCHECKED : kind;
            queued.thenRun(audible::up);
            queued.thenRunAsync(() -> {}, task -> {
                throw audible.up();
            });
            return queued;
        });
        assertThat(first.join()).isEqualTo(id);
        acknowledged.add(id);

        assertThat(catchThrowable(() -> internals().changeNotifier().subscribe(1, kind::up)))
                .isNotNull();
        Signal heard = new Signal("the listener after one that throws");
        AtomicInteger calls = new AtomicInteger();
        try (var throwing = internals().changeNotifier().subscribe(1, () -> {
                    if (calls.incrementAndGet() > 1) {
                        throw kind.up();
                    }
                });
                var hearing = internals().changeNotifier().subscribe(1, () -> {
                    if (calls.get() > 1) {
                        heard.give();
                    }
                })) {
            assertThat(throwing).isNotSameAs(hearing);
            internals()
                    .commands()
                    .execute(
                            statements -> {
                                statements.signal(1);
                                return 1L;
                            },
                            Ack.DURABLE);
            heard.await();
        }
        verify();
    }

    @ParameterizedTest
    @MethodSource("everything")
    void a_loop_an_attachment_and_its_close_take_nobody_with_them(Thrown kind, Sync sync) {
        open(kind, sync);
        AtomicInteger steps = new AtomicInteger();
        LoopWorker loop = internals().loop("loop", () -> {
            if (steps.incrementAndGet() < 3) {
                throw Thrown.up(kind.make());
            }
            return LoopWorker.Step.UNTIL_WOKEN;
        });
        loop.start();
        Eventually.until("it goes on", () -> steps.get() >= 3);
        loop.close();

        assertThat(catchThrowable(() -> internals().attachment(String.class, it -> {
                    throw kind.up();
                })))
                .isNotNull();
        internals().attachment(AutoCloseable.class, it -> () -> {
            throw kind.up();
        });
        verify();
        assertThat(catchThrowable(store::close)).isNotNull();
        open(kind, sync);
        verify();
    }

    @ParameterizedTest
    @MethodSource("everything")
    void a_thread_factory_that_throws_at_first_delays_what_needs_a_thread_and_fails_no_write(Thrown kind, Sync sync) {
        Set<Integer> asked = ConcurrentHashMap.newKeySet();
        AtomicInteger requests = new AtomicInteger();
        open(StoreConfig.builder(folder.resolve("app.db"))
                .sync(sync)
                .listener(throwing(kind))
                .threads(task -> {
                    int request = requests.incrementAndGet();
                    asked.add(request);
                    if (request % 3 != 0) {
                        throw kind.up();
                    }
                    Thread thread = new Thread(task);
                    thread.setDaemon(true);
                    return thread;
                }));
        for (int i = 0; i < 10; i++) {
            long id = next();
            Pairs.write(store, id, 10);
            acknowledged.add(id);
            long other = next();
            Pairs.execute(store, other, 10);
            acknowledged.add(other);
        }
        CompletableFuture<Long> queued = null;
        while (queued == null) {
            long id = next();
            try {
                queued = Pairs.submit(store, id, 10);
                acknowledged.add(id);
            } catch (StoreException e) {
                assertThat(e).hasMessageContaining("no thread to run commands");
            }
        }
        queued.join();
        verify();
        assertThat(called).containsKey("onLoopFailure");
    }
}
