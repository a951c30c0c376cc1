package io.litestack;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Sync;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Faults;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Signal;
import io.litestack.internal.settings.ProcessEnvironment;
import io.litestack.internal.settings.Providers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The end of a process of which something hangs, and the line in its log. */
@Timeout(120)
@Requires(Requires.Facility.LINUX)
class HangingShutdownTest {
    private static final int TERMINATED = 128 + 15;

    @TempDir
    Path root;

    /** Stores a note and waits to be ended, which the first argument may make last forever. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws InterruptedException {
            System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "info");
            NotesProvider notes = new NotesProvider("notes", Sync.NORMAL, 0, new CopyOnWriteArrayList<>());
            if (arguments[0].equals("forever")) {
                notes.waitingAt("close", new Signal("nothing"));
            }
            Litestack stack = open(Path.of(arguments[1]), notes);
            stack.component(Notes.class).add("kept");
            System.out.println("ready");
            Thread.sleep(60_000);
        }
    }

    private static Litestack open(Path folder, NotesProvider notes) {
        ProcessEnvironment process = new ProcessEnvironment(System::getenv, name -> null, folder, folder);
        return new LitestackBuilder(process, Providers.of(List.of(notes)))
                .eachStore(it -> it.closeTimeout(Duration.ofMillis(200)))
                .closeTimeout(Duration.ofSeconds(3))
                .stopAtShutdown(true)
                .open();
    }

    private void assertNoteIsThere() {
        try (Litestack stack = open(root, new NotesProvider())) {
            assertThat(stack.component(Notes.class).count()).isEqualTo(1);
        }
    }

    @Test
    void a_part_that_never_closes_does_not_keep_the_process_alive_and_is_named() {
        try (ChildJvm child = ChildJvm.start(root, Child.class, "forever", root)) {
            child.await("ready");
            child.terminate();
            assertThat(child.awaitEnd()).isEqualTo(TERMINATED);
            assertThat(child.errors().lines().filter(it -> it.contains("not closed within")))
                    .singleElement()
                    .asString()
                    .contains("WARN", "not closed within close_timeout, 3s: notes (for ")
                    .contains("What was acknowledged is stored as its sync says, just as after a crash of the process");
            assertThat(child.errors()).doesNotContain("closed: environment");
        }
        assertNoteIsThere();
    }

    @Test
    @Requires(Requires.Facility.STRACE)
    void a_disk_that_does_not_answer_does_not_hold_up_the_close_and_its_file_is_named() {
        Path file = root.resolve("data/development/notes.sqlite3");
        try (ChildJvm child = ChildJvm.start(root, Child.class, "briefly", root)) {
            child.await("ready");
            try (Faults hang =
                    Faults.in(child.pid(), "fsync,fdatasync:delay_enter=100000000", file, Path.of(file + "-wal"))) {
                child.terminate();
                Eventually.until(
                        "it is left behind",
                        () -> child.errors()
                                .contains(file + ": closed although this was still running: the last checkpoint"));
                hang.end(); // what is traced could not end while it hangs
            }
            assertThat(child.awaitEnd()).isEqualTo(TERMINATED);
        }
        assertNoteIsThere();
    }
}
