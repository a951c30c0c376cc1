package io.litestack.core.internal.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Checkpoint;
import io.litestack.core.StoreConfig;
import io.litestack.core.internal.file.FileGuard;
import io.litestack.core.internal.sqlite.CachedConnection;
import io.litestack.core.internal.sqlite.ConnectionFactory;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The clock is a number, and the watchdog's looks are made by hand. */
@Timeout(120)
class SharedReadMarkTest {
    private static final long MILLI = 1_000_000;

    @TempDir
    Path folder;

    private final AtomicLong now = new AtomicLong(50 * MILLI);
    private final AtomicLong commits = new AtomicLong();
    private ConnectionFactory connections;
    private CachedConnection writer;
    private CachedConnection reader;
    private SharedReadMark mark;

    private StoreConfig.Builder config() {
        return StoreConfig.builder(folder.resolve("app.db")).ticker(now::get);
    }

    @BeforeEach
    void open() throws SQLException {
        StoreConfig config = config().build();
        FileGuard.prepare(config.path());
        connections = new ConnectionFactory(config);
        writer = connections.openFirst();
        reader = connections.openReader();
        mark = new SharedReadMark(config, connections, commits::get);
        writer.run("create table n(i integer)");
    }

    @AfterEach
    void close() throws SQLException {
        mark.close();
        reader.close();
        writer.close();
    }

    private void commit() throws SQLException {
        writer.run("insert into n values (1)");
        commits.incrementAndGet();
    }

    /** Reads at intervals that are short or long, and gives the watchdog its looks. */
    private void read(int times, long interval) throws SQLException {
        PooledReader pooled = new PooledReader(reader);
        for (int i = 0; i < times; i++) {
            pooled.borrowedBy(Thread.currentThread(), now.addAndGet(interval));
            reader.single("select count(*) from n");
            mark.afterRead(pooled);
        }
    }

    private void keep() throws SQLException {
        read(20, MILLI / 10);
        mark.look(now.get());
        read(20, MILLI / 10);
        assertThat(mark.isHeld()).isTrue();
    }

    private boolean isCheckpointHeldUp() throws SQLException {
        try (Statement statement = writer.driver().createStatement();
                ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    @Test
    void reads_that_follow_each_other_closely_keep_a_mark_which_ends_when_none_comes() throws SQLException {
        commit();
        keep();
        assertThat(isCheckpointHeldUp()).isTrue();
        assertThat(mark.look(now.get())).as("it was used").isTrue();
        assertThat(mark.look(now.addAndGet(5 * MILLI))).isFalse();
        assertThat(isCheckpointHeldUp()).isFalse();
    }

    @Test
    void rare_reads_keep_none() throws SQLException {
        commit();
        read(200, MILLI);
        mark.look(now.get());
        read(200, MILLI);
        assertThat(mark.isHeld()).isFalse();
    }

    @Test
    void each_read_sees_what_was_committed_while_the_mark_is_kept() throws SQLException {
        commit();
        keep();
        for (int i = 2; i < 100; i++) {
            commit();
            assertThat(reader.single("select count(*) from n")).isEqualTo(i);
        }
        assertThat(mark.isHeld()).isTrue();
    }

    @Test
    void it_is_taken_anew_after_a_commit_and_given_up_beside_many() throws SQLException {
        commit();
        keep();
        commit();
        read(20, MILLI / 10);
        assertThat(mark.isHeld()).isTrue();
        assertThat(isCheckpointHeldUp())
                .as("on the newest mark: all is copied, but the log is in use")
                .isTrue();
        commit();
        commit();
        read(20, MILLI / 10);
        assertThat(mark.isHeld()).isFalse();
    }

    @Test
    void it_is_never_older_than_some_milliseconds_whatever_others_commit() throws SQLException {
        commit();
        keep();
        // by another process: this one counts no commit
        writer.run("insert into n values (2)");
        read(100, MILLI / 10);
        assertThat(mark.isHeld()).isTrue();
        try (Statement statement = writer.driver().createStatement();
                ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(PASSIVE)")) {
            row.next();
            assertThat(row.getInt(3)).as("frames copied").isEqualTo(row.getInt(2));
        }
    }

    @Test
    void a_pause_ends_it_until_it_is_over() throws SQLException {
        commit();
        keep();
        SharedReadMark.Pause pause = mark.pause();
        assertThat(isCheckpointHeldUp()).isFalse();
        read(50, MILLI / 10);
        assertThat(mark.isHeld()).isFalse();
        pause.close();
        read(50, MILLI / 10);
        assertThat(mark.isHeld()).isTrue();
    }

    @Test
    void an_outside_replicator_is_not_held_up() throws SQLException {
        try (SharedReadMark none =
                new SharedReadMark(config().checkpoint(Checkpoint.EXTERNAL).build(), connections, commits::get)) {
            PooledReader pooled = new PooledReader(reader);
            for (int i = 0; i < 100; i++) {
                pooled.borrowedBy(Thread.currentThread(), now.addAndGet(MILLI / 10));
                none.afterRead(pooled);
                none.look(now.get());
            }
            assertThat(none.isHeld()).isFalse();
        }
    }
}
