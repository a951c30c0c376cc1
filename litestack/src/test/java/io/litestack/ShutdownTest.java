package io.litestack;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Sync;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Shell;
import io.litestack.internal.settings.ProcessEnvironment;
import io.litestack.internal.settings.Providers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The end of a process, and the lines in its log. */
@Timeout(120)
@Requires(Requires.Facility.LINUX)
class ShutdownTest {
    @TempDir
    Path root;

    /** Opens what is configured and waits to be ended. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws InterruptedException {
            System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "info");
            List<String> events = new CopyOnWriteArrayList<>() {
                private static final long serialVersionUID = 1L;

                @Override
                public boolean add(String event) {
                    System.out.println(event);
                    return true;
                }
            };
            ProcessEnvironment process =
                    new ProcessEnvironment(System::getenv, name -> null, Path.of(arguments[0]), Path.of(arguments[0]));
            Providers providers = Providers.of(List.of(new NotesProvider("notes", Sync.NORMAL, 0, events)));
            Litestack stack = new LitestackBuilder(process, providers)
                    .stopAtShutdown(Boolean.parseBoolean(arguments[1]))
                    .open();
            stack.start();
            System.out.println("ready");
            Thread.sleep(60_000);
        }
    }

    @Test
    void sigterm_closes_what_is_open() {
        try (ChildJvm child = ChildJvm.start(root, Child.class, root, true)) {
            child.await("ready");
            Shell.run("kill", "-TERM", Long.toString(child.pid()));
            assertThat(child.rest()).containsExactly("close notes");
            assertThat(child.awaitEnd()).isEqualTo(128 + 15);
        }
        assertThat(root.resolve("data/development/notes.sqlite3-wal")).doesNotExist();
    }

    @Test
    void unless_asked_for_sigterm_is_left_to_the_application() {
        try (ChildJvm child = ChildJvm.start(root, Child.class, root, false)) {
            child.await("ready");
            Shell.run("kill", "-TERM", Long.toString(child.pid()));
            assertThat(child.rest()).isEmpty();
            assertThat(child.awaitEnd()).isEqualTo(128 + 15);
        }
    }

    @Test
    void the_log_says_what_is_open_and_where() {
        try (ChildJvm child = ChildJvm.start(root, Child.class, root, true)) {
            child.await("ready");
            Shell.run("kill", "-TERM", Long.toString(child.pid()));
            child.awaitEnd();
            Path data = root.resolve("data/development");
            assertThat(child.errors())
                    .containsPattern("open: environment development, data folder " + data + ", SQLite 3\\.[0-9.]+")
                    .contains("notes: " + data.resolve("notes.sqlite3") + ", sync normal, checkpoint internal")
                    .contains("notes: 10 pages")
                    .contains("closed: environment development");
        }
    }
}
