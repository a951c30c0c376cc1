package io.litestack.job.fault;

import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Shell;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever is asked for the name of this machine does not answer. */
@Requires(Facility.LINUX)
@Timeout(120)
class MuteNameServerTest {
    @TempDir
    Path folder;

    /** Java reads names from a pipe into which nobody writes. */
    @Test
    void workers_start_all_the_same() {
        Path pipe = folder.resolve("hosts");
        Shell.run("mkfifo", pipe);
        Path file = folder.resolve("app.db");
        List<String> environment = List.of("env", "JAVA_TOOL_OPTIONS=-Djdk.net.hosts.file=" + pipe);
        try (ChildJvm child = ChildJvm.start(environment, folder, WorkerProcess.class, file, file, 60_000)) {
            child.await("ready");
            child.ask("close", "did close");
        }
    }
}
