package io.litestack.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.ConfigReport;
import io.litestack.Litestack;
import io.litestack.core.Sync;
import io.litestack.db.Migrations;
import io.litestack.job.JobType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the documentation says of configuration: its files are read, its keys are those there are. */
class ConfigurationTourTest {
    private static final Path PAGE =
            Path.of("").toAbsolutePath().resolveSibling("docs").resolve("configuration.md");
    private static final Pattern KEY = Pattern.compile("(?m)^ +# ([a-z_]+): (\\S.*)$");

    @TempDir
    Path folder;

    record Welcome(String email) {}

    private final BlockingQueue<String> mails = new LinkedBlockingQueue<>();

    private void mail(String address) {
        mails.add(address);
    }

    private final List<Path> restored = new ArrayList<>();

    private void restore(Path file) {
        restored.add(file);
    }

    /** Puts a file of the documentation into the folder. */
    private Path file(String region, String name) throws IOException {
        try (InputStream text = getClass().getResourceAsStream(region + ".yml")) {
            Files.copy(text, folder.resolve(name));
            return folder.resolve(name);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "sections,litestack.yml,development",
        "sections,litestack.yml,test",
        "sections,litestack.yml,production",
        "own-file,litedb.yml,development",
        "own-file,litedb.yml,production",
        "litestream,litestack.yml,production",
        "queues,litestack.yml,production",
        "schedules,litestack.yml,production",
        "close-timeouts,litestack.yml,production"
    })
    void a_file_of_the_documentation_is_right(String region, String name, String environment) throws IOException {
        ConfigReport report = Litestack.builder()
                .config(file(region, name))
                .environment(environment)
                .check();
        assertThat(report.problems()).isEmpty();
    }

    @Test
    void sections_share_what_the_documentation_says() throws IOException {
        Path path = file("sections", "litestack.yml");
        try (Litestack stack = Litestack.builder()
                .config(path)
                .environment("production")
                .dataFolder(folder.resolve("data"))
                .open()) {
            assertThat(stack.db().store().config().sync()).isEqualTo(Sync.FULL);
            assertThat(stack.db().store().config().waitTimeout()).hasSeconds(2);
            assertThat(stack.stores().get("jobs").config().sync()).isEqualTo(Sync.FULL);
        }
    }

    @Test
    void litestream_gets_both_files() throws IOException {
        String text = Litestack.builder()
                .config(file("litestream", "litestack.yml"))
                .dataFolder(folder.resolve("data"))
                .litestreamYml("s3://bucket/app");
        assertThat(text).contains("url: 's3://bucket/app/db.sqlite3'", "url: 's3://bucket/app/jobs.sqlite3'");
    }

    @Test
    void missing_files_are_asked_for() throws IOException {
        Path path = folder.resolve("app.yml");
        Files.writeString(path, "data: " + folder.resolve("data") + "\n");
        // region restore
        Litestack stack = Litestack.builder()
                .config(path)
                .restoreMissing(file -> restore(file)) // such as: litestream restore -if-replica-exists
                .open();
        // endregion
        stack.close();
        assertThat(restored)
                .containsExactly(
                        folder.resolve("data/db.sqlite3"),
                        folder.resolve("data/cache.sqlite3"),
                        folder.resolve("data/cable.sqlite3"),
                        folder.resolve("data/jobs.sqlite3"));
    }

    @Test
    void a_program_says_it_too() throws IOException {
        // region builder
        Litestack stack = Litestack.builder()
                .environment("production")
                .dataFolder(folder)
                .settings(Map.of("db", Map.of("sync", "full", "wait_timeout", Duration.ofSeconds(2))))
                .db(db -> db.migrations(Migrations.fromClassPath("db/shop")))
                .workers(workers -> workers.workers(8))
                .stopAtShutdown(true)
                .open();
        // endregion
        try (stack) {
            assertThat(stack.db().store().config().sync()).isEqualTo(Sync.FULL);
            assertThat(stack.db().query("select count(*) from item", Long.class))
                    .containsExactly(0L);
        }
    }

    @Test
    void the_whole_stack_in_a_dozen_lines() throws Exception {
        Path path = folder.resolve("app.yml");
        Files.writeString(path, "data: " + folder.resolve("data") + "\ndb: {path: app.db}\njobs: {path: app.db}\n");
        String email = "ann@example.org";
        try (Litestack stack = Litestack.open(path)) {
            stack.db().execute("create table users(email text not null)");
        }
        // region stack
        JobType<Welcome> welcome = JobType.of("welcome", Welcome.class);
        try (Litestack stack = Litestack.open(path)) { // or no file at all: Litestack.open()
            stack.jobs().handle(welcome, (job, context) -> mail(job.email()));
            stack.start(); // workers start here

            stack.db().useWrite(tx -> {
                tx.execute("insert into users(email) values (?)", email);
                stack.jobs().enqueue(tx, welcome, new Welcome(email)); // exists if and only if the user does
            });
            // endregion
            assertThat(mails.poll(20, TimeUnit.SECONDS)).isEqualTo(email);
        }
    }

    @Test
    void every_key_there_is_stands_on_the_page() throws IOException {
        Litestack.init(folder);
        String page = Files.readString(PAGE);
        Matcher keys = KEY.matcher(Files.readString(folder.resolve("litestack.yml")));
        int count = 0;
        while (keys.find()) {
            count++;
            assertThat(page).contains("| `" + keys.group(1) + "` | ");
        }
        assertThat(count).as("keys of the starter").isGreaterThan(30);
        assertThat(page).contains("| `wait_timeout` | `5s` |", "| `keep_dead` | `10d` |", "| `retries` | `10` |");
    }
}
