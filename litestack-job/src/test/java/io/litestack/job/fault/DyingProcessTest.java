package io.litestack.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process dies in the order in which the kernel closes what it had open: its connections may end before its socket does, and
 * whoever looks in between finds it alive. The process is played here, with its socket, its connection and its rows.
 */
@Requires(Facility.LINUX)
@Timeout(120)
class DyingProcessTest {
    private static final long LONG_LEASE = 3_600_000;

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path folder;

    private ServerSocketChannel socket;
    private Store store;
    private JobQueue jobs;

    @BeforeEach
    void open() throws IOException {
        socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        store = Store.open(folder.resolve("app.db"));
        WorkerProcess.createTable(store);
        jobs = WorkerProcess.open(store.config());
        jobs.handle(WorkerProcess.ADD, (n, context) -> WorkerProcess.add(store, n, context));
    }

    @AfterEach
    void close() throws IOException {
        jobs.close();
        store.close();
        socket.close();
    }

    @Test
    void a_process_whose_socket_still_answers_when_its_connection_ends_is_found_dead_a_moment_later()
            throws IOException {
        assertIsFoundDead(1);
    }

    @Test
    void one_that_takes_its_time_to_end_is_found_dead_by_a_later_look() throws IOException {
        assertIsFoundDead(3);
    }

    /** Its socket answers to so many looks after its connection has ended. */
    private void assertIsFoundDead(int answers) throws IOException {
        String mine = StoreInternals.of(store).processLiveness().ownId().orElseThrow();
        String sign = mine.substring(0, 16) + "00000000.s";
        socket.bind(addressOf(sign));
        SocketChannel connection = connect(mine);
        long id = jobRunningThere(sign);
        jobs.workers(WorkerProcess.config(LONG_LEASE)).start();
        socket.accept().close(); // the look at the start
        connection.close();
        for (int i = 0; i < answers; i++) {
            socket.accept().close();
        }
        assertThat(jobs.admin().find(id).orElseThrow().state()).isEqualTo(JobState.RUNNING);
        socket.close();
        Eventually.until(
                "job " + id + " is done",
                () -> jobs.admin().find(id).orElseThrow().state() == JobState.DONE);
    }

    private UnixDomainSocketAddress addressOf(String sign) {
        return UnixDomainSocketAddress.of(folder.resolve(".litestack").resolve(sign));
    }

    /** Connects as another process does, and waits for the answer to its hello. */
    private SocketChannel connect(String sign) throws IOException {
        SocketChannel connection = SocketChannel.open(addressOf(sign));
        connection.write(
                ByteBuffer.allocate(17).put((byte) 'H').putLong(4711).putLong(0).flip());
        ByteBuffer answer = ByteBuffer.allocate(17);
        while (answer.hasRemaining()) {
            assertThat(connection.read(answer)).isPositive();
        }
        return connection;
    }

    /** Returns the id of a job that is leased to the process of a sign. */
    private long jobRunningThere(String sign) {
        long id = jobs.enqueue(WorkerProcess.ADD, 1);
        store.useWrite(tx -> {
            tx.execute(
                    "insert into litejob_owners (sign, beat, name, lease_ms, started_at_ms) values (?, 0, 'it', ?, 0)",
                    sign,
                    LONG_LEASE);
            tx.execute("update litejob_jobs set state = 2, attempt = 1, owner = last_insert_rowid() where id = ?", id);
        });
        return id;
    }
}
