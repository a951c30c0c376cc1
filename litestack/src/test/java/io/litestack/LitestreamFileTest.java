package io.litestack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.ConfigException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The configuration of Litestream. */
@Timeout(30)
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
