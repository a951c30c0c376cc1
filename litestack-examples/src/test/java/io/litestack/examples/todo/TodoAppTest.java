package io.litestack.examples.todo;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.Requires;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The to-do list as a process: how it starts, how it does not, and how it dies. */
@Timeout(120)
class TodoAppTest {
    private static final int THREADS = 8;

    @TempDir
    Path folder;

    private Path data() {
        return folder.resolve("some/data");
    }

    @Test
    void what_was_acknowledged_survives_kill_9_at_any_moment() throws Exception {
        TodoClient reader = null;
        Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
        for (int round = 0; round < 3; round++) {
            try (TodoProcess process = new TodoProcess(folder, "--port", 0, "--data", data())) {
                int port = process.port();
                TodoClient visitor = new TodoClient(port);
                if (reader != null) {
                    visitor.withCookie(reader.cookie());
                }
                visitor.get("/");
                writeUntil(process::kill, port, visitor, round, acknowledged);
                reader = visitor;
            }
        }
        try (TodoProcess process = new TodoProcess(folder, "--port", 0, "--data", data())) {
            List<String> stored =
                    new TodoClient(process.port()).withCookie(reader.cookie()).titles("/");
            assertThat(stored).containsAll(acknowledged).doesNotHaveDuplicates();
            assertThat(stored.size()).isLessThanOrEqualTo(acknowledged.size() + 3 * THREADS);
        }
    }

    @Test
    void a_signal_amid_requests_loses_nothing_says_nothing_and_leaves_no_log() throws Exception {
        Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
        TodoClient visitor;
        try (TodoProcess process = new TodoProcess(folder, "--port", 0, "--data", data())) {
            int port = process.port();
            visitor = new TodoClient(port);
            visitor.get("/");
            writeUntil(process::terminate, port, visitor, 0, acknowledged);
            assertThat(process.rest()).isEmpty();
            assertThat(process.exitCode()).isEqualTo(143);
        }
        assertThat(data().resolve("db.sqlite3-wal")).doesNotExist();
        try (TodoProcess process = new TodoProcess(folder, "--port", 0, "--data", data())) {
            assertThat(new TodoClient(process.port())
                            .withCookie(visitor.cookie())
                            .titles("/"))
                    .containsAll(acknowledged);
        }
    }

    /** Adds from several threads, and ends the process in the midst of it. */
    private static void writeUntil(Runnable end, int port, TodoClient visitor, int round, Queue<String> acknowledged)
            throws Exception {
        CountDownLatch enough = new CountDownLatch(60);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            String name = round + "/" + i + "/";
            threads.add(new Thread(() -> {
                TodoClient own =
                        new TodoClient(port).withCookie(visitor.cookie()).withToken(visitor.token());
                try {
                    for (int n = 0; n < 40 && own.add(name + n).statusCode() == 303; n++) {
                        acknowledged.add(name + n);
                        enough.countDown();
                    }
                } catch (UncheckedIOException e) {
                    // ended in the midst of a request: nothing was acknowledged
                }
            }));
        }
        threads.forEach(Thread::start);
        enough.await();
        end.run();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void a_port_in_use_is_named_with_the_remedy() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                TodoProcess process = new TodoProcess(folder, "--port", taken.getLocalPort(), "--data", data())) {
            assertThat(process.rest())
                    .containsExactly("error: port " + taken.getLocalPort()
                            + " is in use; stop what uses it, or give another with --port");
            assertThat(process.exitCode()).isEqualTo(1);
        }
    }

    @Test
    @Requires({Requires.Facility.LINUX, Requires.Facility.SETPRIV})
    void a_port_without_permission_is_named_with_the_remedy() {
        List<String> withoutPermission = List.of("setpriv", "--bounding-set", "-net_bind_service");
        try (TodoProcess process = new TodoProcess(withoutPermission, folder, "--port", 80, "--data", data())) {
            assertThat(process.rest())
                    .containsExactly(
                            "error: user " + System.getProperty("user.name")
                                    + " has no permission to listen on port 80, as on those below 1024; give another with --port");
            assertThat(process.exitCode()).isEqualTo(1);
        }
    }

    @Test
    void a_data_folder_that_is_a_file_is_named() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        try (TodoProcess process = new TodoProcess(folder, "--port", 0, "--data", file)) {
            assertThat(String.join("\n", process.rest()))
                    .startsWith("error: ")
                    .contains(file.toString())
                    .contains("is not a folder");
            assertThat(process.exitCode()).isEqualTo(1);
        }
    }

    @Test
    void a_port_that_is_none_is_refused() {
        try (TodoProcess process = new TodoProcess(folder, "--port", 70_000, "--data", data())) {
            assertThat(process.rest()).containsExactly("error: --port must be 0 to 65535, but is 70000");
            assertThat(process.exitCode()).isEqualTo(2);
        }
        assertThat(data()).doesNotExist();
    }

    @Test
    void its_configuration_is_read_and_what_is_wrong_in_it_is_said() throws Exception {
        Path config = Files.writeString(folder.resolve("litestack.yml"), "db:\n  sync: full\n  path: lists.db\n");
        try (TodoProcess process = new TodoProcess(folder, "--port", 0, "--data", data(), "--config", config)) {
            process.port();
        }
        assertThat(data().resolve("lists.db")).exists();
        Files.writeString(config, "db:\n  sink: full\n");
        try (TodoProcess process = new TodoProcess(folder, "--port", 0, "--data", data(), "--config", config)) {
            assertThat(String.join("\n", process.rest()))
                    .startsWith("error: ")
                    .contains("sink")
                    .contains("sync");
            assertThat(process.exitCode()).isEqualTo(1);
        }
    }

    @Test
    void a_start_says_one_line_and_a_signal_ends_it_in_order() {
        try (TodoProcess process = new TodoProcess(folder, "--port", 0, "--data", data())) {
            process.port();
            process.terminate();
            assertThat(process.rest()).isEmpty();
            assertThat(process.exitCode()).isEqualTo(143);
        }
        assertThat(data()).isDirectoryContaining(it -> it.endsWith("db.sqlite3"));
        assertThat(data().resolve("db.sqlite3-wal")).doesNotExist();
    }
}
