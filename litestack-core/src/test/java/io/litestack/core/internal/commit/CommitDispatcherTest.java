package io.litestack.core.internal.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.OutcomeUnknownException;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreListener;
import io.litestack.core.internal.context.StoreContext;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What happens after commits happens in their order, and not before their flush where that was asked for. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
class CommitDispatcherTest {
    private static final long LONG = TimeUnit.SECONDS.toNanos(10);

    @TempDir
    Path folder;

    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong lastCommit = new AtomicLong();
    private CommitDispatcher dispatcher;
    private WalFlusher sync;

    /** Says whether it was committed or is unknown. */
    private final class Noted implements CommitDispatcher.Event {
        private final String name;
        private final Signal happened = new Signal("an event");

        Noted(String name) {
            this.name = name;
        }

        @Override
        public void committed() {
            events.add(name);
            happened.give();
        }

        @Override
        public void unknown(OutcomeUnknownException cause) {
            events.add(name + " unknown");
            happened.give();
        }
    }

    @BeforeEach
    void open() throws IOException {
        Files.createFile(folder.resolve("app.db-wal"));
        StoreListener listener = new StoreListener() {
            @Override
            public void onHookFailure(Path file, Throwable cause) {
                failures.add(cause);
            }
        };
        StoreContext store = new StoreContext(
                StoreConfig.builder(folder.resolve("app.db")).listener(listener).build());
        dispatcher = new CommitDispatcher(store);
        sync = new WalFlusher(store, lastCommit::get, () -> null, dispatcher::wake);
        dispatcher.attach(sync);
    }

    @AfterEach
    void close() {
        dispatcher.close(LONG);
        sync.close();
    }

    @Test
    void events_run_in_their_order_on_one_thread_that_nobody_else_runs_on() {
        List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 500; i++) {
            String name = "e" + i;
            dispatcher.dispatch(() -> {
                events.add(name);
                threads.add(Thread.currentThread());
                assertThat(dispatcher.isCurrentThread()).isTrue();
            });
        }
        assertThat(dispatcher.close(LONG)).isTrue();
        assertThat(events)
                .isEqualTo(IntStream.range(0, 500).mapToObj(i -> "e" + i).toList());
        assertThat(threads).containsOnly(threads.get(0));
        assertThat(threads.get(0).getName()).isEqualTo("litestack-app-dispatch-1");
        assertThat(dispatcher.isCurrentThread()).isFalse();
        assertThat(failures).isEmpty();
    }

    @Test
    void an_event_that_throws_is_reported_and_the_next_one_runs() {
        Noted next = new Noted("next");
        dispatcher.dispatch(() -> {
            throw new IllegalStateException("mine");
        });
        dispatcher.dispatch(() -> {
            throw new AssertionError("mine");
        });
        dispatcher.dispatch(next);
        next.happened.await();
        assertThat(failures).hasSize(2);
    }

    @Test
    void what_needs_a_flush_waits_for_it_and_what_does_not_overtakes() {
        Noted synced = new Noted("synced");
        Noted plain = new Noted("plain");
        lastCommit.set(1);
        dispatcher.dispatchSynced(1, synced);
        dispatcher.dispatch(plain);
        plain.happened.await();
        assertThat(synced.happened.isGiven()).isFalse();
        sync.await(1, LONG);
        synced.happened.await();
        assertThat(events).containsExactly("plain", "synced");
    }

    @Test
    void after_a_flush_that_failed_the_outcome_is_unknown() {
        Noted first = new Noted("first");
        Noted second = new Noted("second");
        lastCommit.set(1);
        dispatcher.dispatchSynced(1, first);
        dispatcher.dispatchSynced(2, second);
        sync.poison(new IOException("hole"));
        second.happened.await();
        assertThat(events).containsExactly("first unknown", "second unknown");
    }

    @Test
    void a_close_tells_those_whose_flush_did_not_come_that_nobody_knows() {
        Noted never = new Noted("never");
        dispatcher.dispatchSynced(1, never);
        dispatcher.close(1_000_000);
        never.happened.await();
        assertThat(events).containsExactly("never unknown");
    }

    @Test
    void what_comes_after_the_close_is_not_left_in_the_dark() {
        Noted early = new Noted("early");
        dispatcher.dispatch(early);
        dispatcher.close(LONG);
        Noted late = new Noted("late");
        dispatcher.dispatch(late);
        late.happened.await();
        assertThat(events).containsExactly("early", "late");
    }

    @Test
    void closing_what_was_never_used_does_nothing() {
        assertThat(dispatcher.close(LONG)).isTrue();
        assertThat(dispatcher.close(LONG)).isTrue();
    }
}
