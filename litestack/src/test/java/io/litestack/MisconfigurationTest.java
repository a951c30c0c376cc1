package io.litestack;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.ConfigException;
import io.litestack.internal.settings.ProcessEnvironment;
import io.litestack.internal.settings.Providers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of mistakes in the files of an application with a database and jobs: all of them, and what was meant. */
@Timeout(120)
class MisconfigurationTest {
    @TempDir
    Path folder;

    private final Map<String, String> variables = new HashMap<>();
    private LitestackBuilder builder;

    @BeforeEach
    void start() {
        ProcessEnvironment process =
                new ProcessEnvironment(variables::get, name -> null, folder, folder.resolve("temporary"));
        builder = new LitestackBuilder(process, Providers.of(Litestack.class.getClassLoader()));
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** What a start says; a check says the same. */
    private List<String> problems() {
        assertThat(builder.check().problems()).isEqualTo(problemsOfStart());
        return problemsOfStart().stream()
                .map(it -> it.replace(folder + "/", ""))
                .toList();
    }

    private List<String> problemsOfStart() {
        try (Litestack stack = builder.open()) {
            throw new AssertionError("should have been refused, but opened " + stack);
        } catch (ConfigException e) {
            return e.problems();
        }
    }

    private List<String> problemsOf(String text) throws IOException {
        write("litestack.yml", text);
        return problems();
    }

    @Test
    void what_is_wrong_at_the_top_does_not_hide_the_rest() throws IOException {
        assertThat(problemsOf(
                        "page_cache: 100KB\nclose_timeout: 1ms\ndb: {sync: ful, readers: 0}\njobs: {workers: 0}\n"))
                .containsExactly(
                        "litestack.yml:1: page_cache must be between 256KB and 1TB, but is 100KB",
                        "litestack.yml:2: close_timeout must be between 100ms and 365d, but is 1ms",
                        "litestack.yml:3: db.sync must be off, normal or full (or 0, 1, 2), but is \"ful\"; did you mean"
                                + " full?",
                        "litestack.yml:3: db.readers must be between 1 and 64, but is 0",
                        "litestack.yml:4: jobs.workers must be between 1 and 1000, but is 0");
    }

    @Test
    void the_sum_of_the_times_for_closing_has_all_of_them_although_others_are_wrong() throws IOException {
        assertThat(problemsOf("close_timeout: 25s\ndb: {readers: 0, close_timeout: 3s}\njobs: {workers: 0}\n"))
                .contains("litestack.yml:1: close_timeout is 25s, but the parts may take 64s, one after the other:"
                        + " cable.drain_timeout 3s + jobs.drain_timeout 25s + jobs.interrupt_timeout 3s + db.close_timeout 3s +"
                        + " cache.close_timeout 10s + cable.close_timeout 10s +"
                        + " jobs.close_timeout 10s; raise it, or lower those")
                .hasSize(3);
        assertThat(problemsOf("page_cache: 1KB\nclose_timeout: 25s\n")).hasSize(2);
        assertThat(problemsOf("close_timeout: 25s\njobs: {drain_timeout: soon}\n"))
                .as("what cannot be read cannot be added up")
                .singleElement()
                .asString()
                .contains("jobs.drain_timeout must be a span of time");
    }

    @Test
    void a_malformed_schedule_is_refused_with_its_line_and_key() throws IOException {
        assertThat(problemsOf("""
                        jobs:
                          schedules:
                            a: {type: report, cron: 0 25 * * *}
                            b:
                              type: report
                              cron: '@daily'
                              zone: Mars/Olympus
                            c: {type: report, cron: 0 0 30 2 *}
                        """))
                .containsExactly(
                        "litestack.yml:3: jobs.schedules.a.cron has the hour \"25\", which cannot be: a number must be between"
                                + " 0 and 23",
                        "litestack.yml:7: jobs.schedules.b.zone must be the name of a time zone such as Europe/Berlin, but is"
                                + " \"Mars/Olympus\"",
                        "litestack.yml:8: jobs.schedules.c.cron names no day that there ever is: \"0 0 30 2 *\"");
    }

    @Test
    void migrations_that_are_not_there_or_no_sequence_are_a_problem_of_the_file() throws IOException {
        assertThat(problemsOf("jobs: {workers: 0}\ndb:\n  migrations: db/nope\n"))
                .containsExactly(
                        "litestack.yml:3: db.migrations is refused: there is no folder db/nope on the class path; create it"
                                + " in src/main/resources, or say migrations: none",
                        "litestack.yml:1: jobs.workers must be between 1 and 1000, but is 0");
        assertThat(folder.resolve("data")).doesNotExist();
        write("litestack.yml", "db: {migrations: NONE}\n");
        builder.open().close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "databse: {sync: full}                        | did you mean the setting db?",
                "{databse: {sync: full}, page_cache: 8MB}     | unknown key databse; did you mean db?",
                "{database: {sync: full}, page_cache: 8MB}    | unknown key database; did you mean db?",
                "{queue: {workers: 5}, page_cache: 8MB}       | unknown key queue; did you mean jobs?",
                "{development: {page_cache: 8MB}, databse: {sync: full}} | databse is not an environment, since it holds no"
                        + " setting; did you mean db, within the section of an environment?",
                "{development: {page_cache: 8MB}, jbos: {workers: 5}}    | did you mean jobs, within",
                "jobs: {queues: [[mail, 1, spwan]]}           | did you mean spawn by \"spwan\"?",
                "db: {store: temprary}                        | did you mean temporary?",
                "db: {checkpoint: extern}                     | did you mean external?",
                "stop_at_shutdown: ture                       | did you mean true?",
                "db: {path: ':memory:'}                       | say store: temporary",
                "db: {path: 'file::memory:'}                  | say store: temporary",
                "db: {path: .}                                | db.path must name a file, but \".\" is the data folder",
                "db: {path: ../..}                            | \"../..\" is the data folder, or a folder that has it in it",
                "db: {path: .litestack}                       | must not be .litestack",
                "jobs: {max_payload: 65MB}                    | jobs.max_payload must be between 1B and 64MB, but is 65MB",
                "jobs: {max_payload: 5GB}                     | jobs.max_payload is refused: it must be at most 64MB",
                "db: {page_cache: 1KB}                        | db.page_cache must be between 256KB and 1TB, but is 1KB",
                "{page_cache: 1MB, db: {page_cache: 1MB}}     | that leaves less than 256KB for",
                "db: {readers: 99999999999}                   | db.readers is out of range: \"99999999999\" is more than any",
                "db: {wait_timeout: 9999999999999999999d}     | db.wait_timeout is out of range: \"9999999999999999999d\" is",
                "db: {page_cache: 9000000TB}                  | db.page_cache is out of range: \"9000000TB\" is more",
                "jobs: {retry_delay_multiplier: 1e999999999}  | jobs.retry_delay_multiplier is out of range",
                "cable: {retention: 2h, consumer_retention: 1h}     | cable.retention must be at most consumer_retention (1h)",
                "cable: {max_log: 2GB}                        | cable.max_log must be at most max_consumer_log (1GB), but is",
                "data: 'a?b'                                  | data must not contain '?' or control characters: rename",
                "jobs: {schedules: {a: {interval: 5m}}}       | type must be given: the name of the type of the jobs",
            })
    void what_was_meant_is_said(String text, String expected) throws IOException {
        assertThat(problemsOf(text))
                .singleElement()
                .asString()
                .startsWith("litestack.yml")
                .contains(expected);
    }

    @Test
    void fragments_beside_sections_may_be_called_like_anything() throws IOException {
        write("litestack.yml", "database: &database {sync: full}\nx-jobs: {}\ndevelopment: {db: *database}\n");
        builder.open().close();
    }

    @ParameterizedTest
    @CsvSource({
        "Litestack.yml, litestack.yml",
        "litestack.toml, litestack.yml",
        "litestack.properties, litestack.yml",
        "litestack.yml.txt, litestack.yml",
        "litestak.yaml, litestack.yaml",
        "LiteDB.yml, litedb.yml",
        "litejobs.yml, litejob.yml"
    })
    void a_file_whose_name_is_not_quite_right_is_not_passed_over(String name, String meant) throws IOException {
        write(name, "page_cache: 8MB\n");
        assertThat(problems())
                .containsExactly(name + " is not read; did you mean " + meant + "? Rename it, or move it away");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"litestream.yml", "litefs.yml", "litestack.log", "litestack.db", "database.yml", "lite.yml"})
    void other_files_are_left_alone(String name) throws IOException {
        write(name, "page_cache: 8MB\n");
        builder.open().close();
    }

    @Test
    void a_file_that_is_named_and_not_there_may_be_another() throws IOException {
        write("litestack.yml", "page_cache: 8MB\n");
        builder.config(Path.of("litestak.yml"));
        assertThat(problems())
                .containsExactly("litestak.yml: does not exist; check the path; did you mean litestack.yml?");
    }

    @Test
    void the_case_of_words_does_not_count() throws IOException {
        write("litestack.yml", """
                page_cache: 8mb
                close_timeout: 2M
                stop_at_shutdown: False
                db: {store: Temporary, sync: FULL, checkpoint: Internal, wait_timeout: 5S}
                jobs: {store: TEMPORARY, queues: [[default, 1, SPAWN]]}
                """);
        ConfigReport report = builder.check();
        assertThat(report.problems()).isEmpty();
        builder.open().close();
        assertThat(report.configuration())
                .as("what is listed is what was written")
                .contains(
                        "page_cache: 8mb  # ",
                        "close_timeout: 2M  # ",
                        "sync: FULL  # ",
                        "queues: [[default, 1, SPAWN]]");
    }

    @Test
    void what_a_check_lists_is_what_was_written_unless_the_program_said_otherwise() throws IOException {
        write(
                "litestack.yml",
                "data: here\nclose_timeout: 90000ms\ndb: {sync: 2, wait_timeout: 500ms}\njobs: {workers: 7}\n");
        builder.eachStore(store -> store.waitTimeout(Duration.ofSeconds(9))).workers(workers -> workers.workers(3));
        ConfigReport report = builder.check();
        assertThat(report.problems()).isEmpty();
        Path file = folder.resolve("litestack.yml");
        assertThat(report.configuration())
                .startsWith("# environment development, " + file + "\n# data folder " + folder.resolve("here") + "\n")
                .contains("\ndata: here  # " + file + ":1\n")
                .contains("close_timeout: 90000ms  # " + file + ":2\n")
                .contains("  sync: 2  # " + file + ":3\n")
                .contains("  wait_timeout: 9s  # program\n")
                .contains("  workers: 3  # program\n");
    }

    @Test
    void the_values_of_variables_are_shown_nowhere() throws IOException {
        variables.put("NAME", "hidden");
        variables.put("DATA", folder.resolve("hidden").toString());
        write("hidden.db", "");
        write("litestack.yml", "data: ${DATA}\ndb: {path: '${NAME}.db'}\n");
        ConfigReport report = builder.check();
        assertThat(report.notes()).anyMatch(it -> it.contains("db.path means ${DATA}/${NAME}.db"));
        assertThat(report.configuration() + report.notes())
                .doesNotContain("hidden")
                .contains("# data folder ${DATA}\n");
    }

    @Test
    void components_on_one_file_may_write_the_same_in_two_ways() throws IOException {
        write("litestack.yml", "db: {path: a.db, sync: FULL}\njobs: {path: a.db, sync: 2}\n");
        builder.open().close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"jobs: {queues: [${QUEUE}, mail]}", "jobs: {queues: [mail, ${QUEUE}]}", "db: {path: ${QUEUE}}"})
    void a_variable_within_brackets_asks_for_quotes(String text) throws IOException {
        variables.put("QUEUE", "urgent");
        assertThat(problemsOf(text))
                .singleElement()
                .asString()
                .startsWith("litestack.yml:1: is not valid YAML")
                .contains("a variable needs quotes, as in [\"${NAME}\"]");
    }

    @Test
    void a_file_of_that_name_in_the_working_folder_is_told_from_a_new_one() throws IOException {
        write("db/production.sqlite3", "");
        write("litestack.yml", "db:\n  path: db/production.sqlite3\n");
        Path meant = folder.resolve("data/development/db/production.sqlite3");
        assertThat(builder.check().notes())
                .anySatisfy(note -> assertThat(note)
                        .startsWith(folder.resolve("litestack.yml") + ":2: db.path means " + meant + ",")
                        .contains(folder.resolve("db/production.sqlite3") + " is there and stays unused"));
        builder.open().close();
        assertThat(builder.check().notes()).as("it is not new any more").noneMatch(it -> it.contains("stays unused"));
    }
}
