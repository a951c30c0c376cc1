package io.litestack.job.internal.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.Signal;
import io.litestack.job.internal.sql.JobData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is noted of jobs in flight, and who believes it. */
@Requires(Facility.LINUX)
@Timeout(120)
class AttemptJournalTest {
    private static final int ENTRIES = 4;

    @TempDir
    Path folder;

    private Path database;
    private AttemptJournalFile file;
    private AttemptJournal journal;

    @BeforeEach
    void create() throws IOException {
        database = Files.createFile(folder.resolve("jobs.db"));
        file = Objects.requireNonNull(AttemptJournalFile.create(database, ENTRIES));
        journal = new AttemptJournal(file, ENTRIES);
    }

    private static Lease lease(long id, int attempt) {
        return Lease.first(id, 1, new JobData("type", "queue", 0, 0, 0, new byte[0], null, null), 0)
                .withCounts(attempt, 0);
    }

    private Lease begin(long id, int attempt) {
        Lease lease = lease(id, attempt);
        assertThat(journal.begin(lease, () -> false, () -> {})).isTrue();
        return lease;
    }

    private Map<Long, Integer> read() {
        return AttemptJournalFile.read(database, file.name()).orElseThrow();
    }

    @Test
    void others_read_what_was_begun_and_how_it_ended_until_that_is_written() {
        long high = 1L << 50;
        Lease first = begin(1, 1);
        Lease second = begin(high, 300);
        journal.ended(second, AttemptJournal.DONE);
        assertThat(read())
                .containsOnly(
                        Map.entry(AttemptJournal.key(1, 1), AttemptJournal.BEGUN),
                        Map.entry(AttemptJournal.key(high, 300), AttemptJournal.DONE));
        assertThat(read()).doesNotContainKey(AttemptJournal.key(1, 2));
        journal.written(first);
        journal.written(second);
        assertThat(read()).isEmpty();
    }

    @Test
    void no_further_job_begins_while_too_many_ends_are_not_written() {
        Lease first = begin(1, 1);
        for (int id = 2; id <= ENTRIES; id++) {
            begin(id, 1);
        }
        Lease next = lease(9, 1);
        assertThat(journal.begin(next, () -> true, () -> {})).isFalse();
        Signal waits = new Signal("it waits");
        Background<Boolean> begin = Background.call("begin", () -> journal.begin(next, () -> false, waits::give));
        waits.await();
        assertThat(begin.isDone()).isFalse();
        journal.written(first);
        assertThat(begin.result()).isTrue();
        assertThat(read()).hasSize(ENTRIES).containsKey(AttemptJournal.key(9, 1));
    }

    @Test
    void a_file_of_another_boot_and_one_that_is_gone_or_has_another_name_are_ignored() throws IOException {
        begin(1, 1);
        assertThat(AttemptJournalFile.read(database, null)).isEmpty();
        assertThat(AttemptJournalFile.read(database, "../" + file.name())).isEmpty();
        Path path = folder.resolve(".litestack").resolve(file.name());
        byte[] content = Files.readAllBytes(path);
        content[10]++;
        Files.write(path, content);
        assertThat(AttemptJournalFile.read(database, file.name())).isEmpty();
        file.delete();
        assertThat(AttemptJournalFile.read(database, file.name())).isEmpty();
    }

    @Test
    void what_no_row_names_is_deleted_after_a_day() throws IOException {
        Path path = folder.resolve(".litestack").resolve(file.name());
        AttemptJournalFile.sweep(database, Set.of());
        assertThat(path).exists();
        Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        AttemptJournalFile.sweep(database, Set.of(file.name()));
        assertThat(path).exists();
        AttemptJournalFile.sweep(Files.createFile(folder.resolve("jobs")), Set.of());
        assertThat(path).exists();
        AttemptJournalFile.sweep(database, Set.of());
        assertThat(path).doesNotExist();
    }

    @Test
    void where_there_can_be_no_file_it_is_noted_for_this_process_alone() throws IOException {
        Path other =
                Files.createFile(Files.createDirectory(folder.resolve("other")).resolve("jobs.db"));
        Files.createFile(folder.resolve("other").resolve(".litestack"));
        assertThat(AttemptJournalFile.create(other, ENTRIES)).isNull();
        AttemptJournal unshared = new AttemptJournal(null, ENTRIES);
        Lease lease = lease(1, 1);
        assertThat(unshared.begin(lease, () -> false, () -> {})).isTrue();
        unshared.ended(lease, AttemptJournal.DONE);
        unshared.written(lease);
        assertThat(unshared.fileName()).isNull();
    }
}
