package io.litestack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.ConfigException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The configuration of Litestream. */
@Timeout(120)
class LitestreamFileTest {
    @TempDir
    Path root;

    private Workplace work;
    private Path data;

    @BeforeEach
    void start() {
        work = new Workplace(root);
        data = work.folder.resolve("data/development");
    }

    @Test
    void each_file_that_is_left_to_litestream_is_in_it() {
        work.write(
                "litestack.yml",
                "notes: {checkpoint: external, path: 'a b.db'}\nsecrets: {checkpoint: external, path: /elsewhere/s.db}\n");
        assertThat(work.builder().litestreamYml("s3://bucket/app/")).isEqualTo("""
                        dbs:
                          - path: '%s'
                            replicas:
                              - url: 's3://bucket/app/a%%20b.db'
                          - path: /elsewhere/s.db
                            replicas:
                              - url: 's3://bucket/app/elsewhere/s.db'
                        """.formatted(data.resolve("a b.db")));
    }

    @Test
    void the_others_are_named_as_not_replicated() {
        work.write("litestack.yml", "notes: {checkpoint: external}\n");
        String text;
        try (Litestack stack = work.open()) {
            text = stack.litestreamYml("backup");
        }
        assertThat(text)
                .contains("url: 'file://" + Path.of("backup").toAbsolutePath() + "/notes.sqlite3'")
                .endsWith("# not replicated: secrets: " + data.resolve("secrets.sqlite3")
                        + ", sync full, checkpoint internal\n");
    }

    @Test
    void without_such_a_file_the_remedy_is_said() {
        work.write("litestack.yml", "notes: {checkpoint: external, store: temporary}\n");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> work.builder().litestreamYml("s3://bucket"))
                .withMessageContaining("no file has checkpoint: external");
    }

    @Test
    void the_command_line_takes_an_environment() {
        work.write("litestack.yml", """
                development: {notes: {pages: 3}}
                production: {notes: {checkpoint: external}, data: /srv/data}
                """);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Main line = new Main(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                work::builder);
        assertThat(line.run(List.of("litestream", "litestack.yml", "s3://bucket/app", "production")))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("dbs:\n  - path: /srv/data/notes.sqlite3\n");
        assertThat(line.run(List.of("litestream", "litestack.yml", "s3://bucket/app")))
                .isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(
                        "no file has checkpoint: external in the environment development",
                        "or name another environment");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "s3:bucket/app       | must name a bucket or host behind s3://",
                "s3:/bucket/app      | must name a bucket or host behind s3://",
                "s3:///app           | must name a bucket or host behind s3://",
                "s3://               | must name a bucket or host behind s3://",
                "s3://my bucket/app  | must name a bucket or host behind s3://",
                "S3://bucket/app     | write it in small letters, s3",
                "s4://bucket/app     | did you mean s3?",
                "https://example.org | which Litestream does not know; it knows s3, gs,",
                "s3//bucket/app      | did you mean s3://bucket/app?",
                "file://backup       | as in file:///srv/backup",
                "file:backup         | as in file:///srv/backup",
            })
    void a_replica_that_litestream_would_not_find_is_refused(String replica, String problem) {
        work.write("litestack.yml", "notes: {checkpoint: external}\n");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> work.builder().litestreamYml(replica))
                .withMessageContaining("the replica ")
                .withMessageContaining(problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://bucket",
                "gcs://bucket/a",
                "abs://account@container/a",
                "sftp://u:p@host:22/a",
                "file:///srv/b"
            })
    void a_replica_that_litestream_knows_is_taken(String replica) {
        work.write("litestack.yml", "notes: {checkpoint: external}\n");
        assertThat(work.builder().litestreamYml(replica + "/")).contains("url: '" + replica + "/notes.sqlite3'");
    }

    @Test
    void a_replica_within_the_data_folder_is_refused() {
        work.write("litestack.yml", "notes: {checkpoint: external}\n");
        for (Path replica : List.of(data, data.resolve("backup"))) {
            assertThatExceptionOfType(ConfigException.class)
                    .isThrownBy(() -> work.builder().litestreamYml(replica.toString()))
                    .withMessageContaining("must not be within the data folder " + data);
        }
    }

    @Test
    void what_litestream_would_misread_is_refused() {
        work.write("litestack.yml", "notes: {checkpoint: external, path: 'a$b.db'}\n");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> work.builder().litestreamYml("s3://bucket"))
                .withMessageContaining("rename");
        for (String replica : new String[] {"", " ", "/", "a\nb", "a\0b"}) {
            assertThatExceptionOfType(ConfigException.class)
                    .as(replica)
                    .isThrownBy(() -> work.builder().litestreamYml(replica))
                    .withMessageContaining("the replica must be");
        }
    }
}
