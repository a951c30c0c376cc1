package io.litestack.core.internal.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.litestack.core.OutcomeUnknownException;
import io.litestack.core.StoreConfig;
import io.litestack.core.Ticker;
import io.litestack.core.internal.context.StoreContext;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A wait for a flush that breaks off, here because the clock fails on the thread that waits. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
class PostCommitTest {
    private static final long COMMIT = 1;

    @TempDir
    Path folder;

    private final Error broken = new StackOverflowError();
    private WalFlusher flusher;
    private PostCommit postCommit;

    @BeforeEach
    void open() throws IOException {
        Files.createFile(folder.resolve("app.db-wal"));
        Thread waiting = Thread.currentThread();
        Ticker ticker = () -> {
            if (Thread.currentThread() == waiting) {
                throw broken;
            }
            return System.nanoTime();
        };
        StoreContext store = new StoreContext(
                StoreConfig.builder(folder.resolve("app.db")).ticker(ticker).build());
        flusher = new WalFlusher(store, () -> COMMIT, () -> null, () -> {});
        postCommit = new PostCommit(store, flusher, new CommitDispatcher(store), topics -> {});
    }

    @AfterEach
    void close() {
        flusher.close();
    }

    @Test
    void a_commit_whose_own_thread_cannot_wait_for_its_flush_is_flushed_all_the_same() {
        assertThatExceptionOfType(OutcomeUnknownException.class)
                .isThrownBy(() -> postCommit.awaitFlush(COMMIT))
                .withCause(broken)
                .withMessageContaining("the commit is made");
        Eventually.until("it is flushed", () -> flusher.stateOf(COMMIT) == WalFlusher.State.SYNCED);
    }

    @Test
    void a_flush_of_what_was_committed_before_fails_as_it_does() {
        assertThat(catchThrowable(() -> postCommit.flushUpTo(COMMIT))).isSameAs(broken);
    }
}
