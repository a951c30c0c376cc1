package io.litestack.core.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.spi.ProcessLiveness;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Shell;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sockets by which processes find each other, where something is not as usual. */
@Requires(Facility.LINUX)
@Timeout(120)
class SocketFolderTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("app.db");
    }

    private Path sockets() {
        return folder.resolve(".litestack");
    }

    /** As Kubernetes leaves a volume that it has given to a group. */
    @ParameterizedTest
    @ValueSource(strings = {"0700", "0770", "2770", "2750"})
    void a_folder_that_a_group_may_enter_is_as_good(String mode) throws IOException {
        Files.createDirectory(sockets());
        Shell.run("chmod", mode, sockets());
        try (Store store = Store.open(file())) {
            Commit.createTable(store);
            String id = StoreInternals.of(store).processLiveness().ownId().orElseThrow();

            assertThat(sockets().resolve(id)).exists();
            if (!mode.equals("0700")) {
                assertThat(PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(sockets().resolve(id))))
                        .isEqualTo("rw-rw----");
            }
            try (ChildJvm neighbour = ChildJvm.start(folder, Neighbour.class, file())) {
                neighbour.await("seen 0");
                Commit.withSignal(store, Commit.TOPIC);
                neighbour.await("seen 1");
            }
        }
    }

    @Test
    void a_folder_that_everybody_may_enter_is_not_used() throws IOException {
        Files.createDirectory(sockets());
        Shell.run("chmod", "0777", sockets());
        try (Store store = Store.open(file())) {
            String id = StoreInternals.of(store).processLiveness().ownId().orElseThrow();

            assertThat(sockets().resolve(id)).doesNotExist();
        }
    }

    @Test
    void a_store_that_an_interrupted_thread_has_opened_has_an_id_and_sees_the_dead() {
        String theirs;
        try (ChildJvm neighbour = ChildJvm.start(folder, Neighbour.class, file())) {
            neighbour.await("seen 0");
            neighbour.send("id");
            theirs = neighbour.next().orElseThrow();
        }
        Thread.currentThread().interrupt();
        try (Store store = Store.open(file())) {
            ProcessLiveness liveness = StoreInternals.of(store).processLiveness();

            assertThat(liveness.ownId()).isPresent();
            assertThat(liveness.isDead(theirs)).isTrue();
            assertThat(Thread.interrupted()).as("still interrupted").isTrue();
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void without_descriptors_callers_wait_and_nothing_spins() throws IOException {
        List<String> launcher = List.of("sh", "-c", "ulimit -n 200; exec \"$0\" \"$@\"");
        try (ChildJvm child = ChildJvm.start(launcher, folder, Exhausted.class, file());
                SocketChannel caller = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            String id = child.next().orElseThrow();
            child.await("exhausted");
            caller.connect(UnixDomainSocketAddress.of(sockets().resolve(id)));
            caller.write(ByteBuffer.allocate(17)
                    .put((byte) 'H')
                    .putLong(1)
                    .putLong(0)
                    .flip());

            child.send("measure");
            assertThat(Long.parseLong(child.next().orElseThrow()))
                    .as("milliseconds of processor time in half a second")
                    .isLessThan(100);
            child.send("free");
            ByteBuffer answer = ByteBuffer.allocate(1);
            assertThat(caller.read(answer)).as("accepted and greeted").isEqualTo(1);
            assertThat(answer.flip().get()).isEqualTo((byte) 'H');
        }
    }

    /** A process that takes all descriptors for itself. */
    static final class Exhausted {
        public static void main(String[] args) throws IOException, InterruptedException {
            Store store = Store.open(Path.of(args[0]));
            System.out.println(
                    StoreInternals.of(store).processLiveness().ownId().orElseThrow());
            processorMillis(); // loads what it needs
            Deque<FileInputStream> taken = new ArrayDeque<>();
            try {
                while (true) {
                    taken.push(new FileInputStream("/dev/null"));
                }
            } catch (IOException e) {
                // that was the last
            }
            System.out.println("exhausted");
            awaitLine();
            long before = processorMillis();
            Thread.sleep(500);
            System.out.println(processorMillis() - before);
            awaitLine();
            while (!taken.isEmpty()) {
                taken.pop().close();
            }
            awaitLine();
        }

        private static long processorMillis() {
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                            .filter(Objects::nonNull)
                            .filter(it -> it.getThreadName().startsWith("litestack-peers"))
                            .mapToLong(ThreadInfo::getThreadId)
                            .map(threads::getThreadCpuTime)
                            .sum()
                    / 1_000_000;
        }

        private static void awaitLine() throws IOException {
            int c = System.in.read();
            while (c >= 0 && c != '\n') {
                c = System.in.read();
            }
        }
    }
}
