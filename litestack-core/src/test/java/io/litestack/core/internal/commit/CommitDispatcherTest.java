package io.litestack.core.internal.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.OutcomeUnknownException;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreListener;
import io.litestack.core.internal.context.StoreContext;
import io.litestack.core.testkit.Eventually;
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
import java.util.concurrent.atomic.AtomicInteger;
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
    private final Thread committer = Thread.currentThread();
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

    /** An event for any thread that notes on which it ran. */
    private PendingEvents.Pending forAnyThread(String name) {
        return new PendingEvents.Pending(new CommitDispatcher.Event() {
            @Override
            public boolean isForAnyThread() {
                return true;
            }

            @Override
            public void committed() {
                events.add(name + " on " + (Thread.currentThread() == committer ? "the committer" : "another thread"));
                assertThat(dispatcher.isCurrentThread()).isTrue();
                // as one that writes does, whose commit is announced within an event
                dispatcher.assist();
            }
        });
    }

    @Test
    void who_has_committed_runs_the_events_up_to_the_first_that_is_not_for_any_thread() {
        dispatcher.add(forAnyThread("1"));
        dispatcher.add(forAnyThread("2"));
        dispatcher.assist();
        assertThat(events).containsExactly("1 on the committer", "2 on the committer");
        assertThat(dispatcher.isCurrentThread()).isFalse();
        Noted completion = new Noted("3");
        dispatcher.add(new PendingEvents.Pending(completion));
        dispatcher.add(forAnyThread("4"));
        dispatcher.assist();
        completion.happened.await();
        assertThat(dispatcher.close(LONG)).isTrue();
        assertThat(events.subList(2, 4)).containsExactly("3", "4 on another thread");
        assertThat(failures).isEmpty();
    }

    @Test
    void nobody_runs_more_for_others_than_a_few_events() {
        for (int i = 0; i < 100; i++) {
            dispatcher.add(forAnyThread("e"));
        }
        dispatcher.assist();
        assertThat(dispatcher.close(LONG)).isTrue();
        assertThat(events).hasSize(100);
        assertThat(events.stream().filter(it -> it.endsWith("the committer"))).hasSizeLessThan(20);
    }

    @Test
    void while_an_event_runs_others_leave_theirs_to_who_runs_it() {
        Signal begun = new Signal("the first event has begun");
        Signal go = new Signal("it may end");
        dispatcher.dispatch(() -> {
            begun.give();
            go.await();
        });
        begun.await();
        dispatcher.add(forAnyThread("next"));
        dispatcher.assist();
        assertThat(events).isEmpty();
        go.give();
        assertThat(dispatcher.close(LONG)).isTrue();
        assertThat(events).containsExactly("next on another thread");
    }

    @Test
    void many_threads_that_assist_run_each_event_once_and_one_after_the_other() throws InterruptedException {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger run = new AtomicInteger();
        AtomicInteger together = new AtomicInteger();
        int each = 20_000;
        List<Thread> threads = IntStream.range(0, 4)
                .mapToObj(i -> new Thread(() -> {
                    for (int n = 0; n < each; n++) {
                        boolean isForAnyThread = n % 64 != 0;
                        dispatcher.add(new PendingEvents.Pending(new CommitDispatcher.Event() {
                            @Override
                            public boolean isForAnyThread() {
                                return isForAnyThread;
                            }

                            @Override
                            public void committed() {
                                together.addAndGet(inside.getAndIncrement());
                                run.getAndIncrement();
                                inside.getAndDecrement();
                            }
                        }));
                        dispatcher.assist();
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        // without a further signal: none may be left lying
        Eventually.until("all have run", () -> run.get() == 4 * each);
        assertThat(together).hasValue(0);
    }

    @Test
    void closing_what_was_never_used_does_nothing() {
        assertThat(dispatcher.close(LONG)).isTrue();
        assertThat(dispatcher.close(LONG)).isTrue();
    }
}
