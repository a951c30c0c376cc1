package io.litestack;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Foreigner;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real Litestream beside a busy application, and the application brought back from its copies. */
@Timeout(120)
@Requires({Requires.Facility.LINUX, Requires.Facility.LITESTREAM})
class LitestreamTest {
    private static final int WRITERS = 16;
    private static final long WRITING_NANOS = TimeUnit.SECONDS.toNanos(10);

    @TempDir
    Path root;

    private int copies;

    @Test
    void every_acknowledged_row_of_all_files_comes_back() throws Exception {
        Workplace work = new Workplace(root);
        work.write("litestack.yml", "notes: {checkpoint: external}\nsecrets: {checkpoint: external}\n");
        Path config = root.resolve("litestream.yml");
        long acknowledged;
        try (Litestack stack = work.open()) {
            Files.writeString(
                    config, stack.litestreamYml(root.resolve("replica").toString()));
            Process litestream = replicate(config);
            try {
                long written = writeToBoth(stack);
                acknowledged = written;
                for (String name : List.of("notes", "secrets")) {
                    Path file = stack.stores().get(name).config().path();
                    Eventually.until("all of " + name + " is copied", () -> copied(config, file, name) == written);
                }
            } finally {
                stop(litestream);
            }
        }
        Path data = work.folder.resolve("data/development");
        Shell.run("rm", "-r", data);
        try (Litestack stack =
                work.builder().restoreMissing(file -> restore(config, file)).open()) {
            for (String name : List.of("notes", "secrets")) {
                Store store = stack.stores().get(name);
                assertThat(count(store, name)).as(name).isEqualTo(acknowledged);
                assertThat(store.query("select integrity_check from pragma_integrity_check", row -> row.getString(1)))
                        .containsExactly("ok");
            }
        }
    }

    /** Starts it, and waits until it has a first copy of each file. */
    private Process replicate(Path config) throws IOException {
        Process process = new ProcessBuilder("litestream", "replicate", "-config", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(root.resolve("litestream.log").toFile())
                .start();
        for (String file : List.of("notes.sqlite3", "secrets.sqlite3")) {
            Path copy = root.resolve("replica").resolve(file).resolve("generations");
            Eventually.until("a first copy of " + file, () -> Files.isDirectory(copy));
        }
        return process;
    }

    /** How many rows a copy of the replica has. A stopped replicator does not always copy the rest before it ends. */
    private long copied(Path config, Path file, String table) {
        Path copy = root.resolve("copy-" + copies++ + ".sqlite3");
        Shell.run("litestream", "restore", "-config", config, "-o", copy, file);
        try (Foreigner reader = new Foreigner(copy)) {
            return reader.number("select count(*) from " + table);
        }
    }

    private static void stop(Process litestream) throws InterruptedException {
        litestream.destroy();
        assertThat(litestream.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    private static long writeToBoth(Litestack stack) {
        AtomicLong acknowledged = new AtomicLong();
        long start = System.nanoTime();
        List<Background<Void>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(Background.run("writer-" + i, () -> {
                for (int row = 0; System.nanoTime() - start < WRITING_NANOS; row++) {
                    stack.stores().get("notes").execute("insert into notes values (?)", "note " + row);
                    stack.stores().get("secrets").execute("insert into secrets values (?)", "secret " + row);
                    acknowledged.incrementAndGet();
                }
            }));
        }
        writers.forEach(Background::result);
        return acknowledged.get();
    }

    private static long count(Store store, String table) {
        return store.query("select count(*) from " + table, row -> row.getLong(1))
                .get(0);
    }

    private static void restore(Path config, Path file) {
        Shell.run("litestream", "restore", "-config", config, "-if-replica-exists", file);
    }
}
