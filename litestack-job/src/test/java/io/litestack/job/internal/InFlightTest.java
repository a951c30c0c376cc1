package io.litestack.job.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testing.Background;
import io.litestack.core.testing.Signal;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
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
@Timeout(60)
class InFlightTest {
    private static final int SLOTS = 4;

    @TempDir
    Path folder;

    private Path database;
    private InFlightFile file;
    private InFlight inFlight;

    @BeforeEach
    void create() throws IOException {
        database = Files.createFile(folder.resolve("jobs.db"));
        file = Objects.requireNonNull(InFlightFile.create(database, SLOTS));
        inFlight = new InFlight(file, SLOTS);
    }

    private static Lease lease(long id, int attempt) {
        return new Lease(id, 1, attempt, 0, 0, 0, "type", "queue", 0, 0, new byte[0], null, null, 0);
    }

    private Lease begin(long id, int attempt) {
        Lease lease = lease(id, attempt);
        assertThat(inFlight.begin(lease, () -> false, () -> {})).isTrue();
        return lease;
    }

    private Map<Long, Integer> read() {
        return InFlightFile.read(database, file.name()).orElseThrow();
    }

    @Test
    void others_read_what_was_begun_and_how_it_ended_until_that_is_written() {
        long high = 1L << 50;
        Lease first = begin(1, 1);
        Lease second = begin(high, 300);
        inFlight.ended(second, InFlight.DONE);
        assertThat(read())
                .containsOnly(
                        Map.entry(InFlight.key(1, 1), InFlight.BEGUN),
                        Map.entry(InFlight.key(high, 300), InFlight.DONE));
        assertThat(read()).doesNotContainKey(InFlight.key(1, 2));
        inFlight.written(first);
        inFlight.written(second);
        assertThat(read()).isEmpty();
    }

    @Test
    void no_further_job_begins_while_too_many_ends_are_not_written() {
        Lease first = begin(1, 1);
        for (int id = 2; id <= SLOTS; id++) {
            begin(id, 1);
        }
        Lease next = lease(9, 1);
        assertThat(inFlight.begin(next, () -> true, () -> {})).isFalse();
        Signal waits = new Signal("it waits");
        Background<Boolean> begin = Background.call("begin", () -> inFlight.begin(next, () -> false, waits::give));
        waits.await();
        assertThat(begin.isDone()).isFalse();
        inFlight.written(first);
        assertThat(begin.result()).isTrue();
        assertThat(read()).hasSize(SLOTS).containsKey(InFlight.key(9, 1));
    }

    @Test
    void nobody_believes_what_another_run_of_the_kernel_has_left_or_what_is_gone_or_has_another_name()
            throws IOException {
        begin(1, 1);
        assertThat(InFlightFile.read(database, null)).isEmpty();
        assertThat(InFlightFile.read(database, "../" + file.name())).isEmpty();
        Path path = folder.resolve(".litestack").resolve(file.name());
        byte[] content = Files.readAllBytes(path);
        content[10]++;
        Files.write(path, content);
        assertThat(InFlightFile.read(database, file.name())).isEmpty();
        file.delete();
        assertThat(InFlightFile.read(database, file.name())).isEmpty();
    }

    @Test
    void what_no_owner_names_is_deleted_after_a_day() throws IOException {
        Path path = folder.resolve(".litestack").resolve(file.name());
        InFlightFile.sweep(database, Set.of());
        assertThat(path).exists();
        Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        InFlightFile.sweep(database, Set.of(file.name()));
        assertThat(path).exists();
        InFlightFile.sweep(Files.createFile(folder.resolve("jobs")), Set.of());
        assertThat(path).exists();
        InFlightFile.sweep(database, Set.of());
        assertThat(path).doesNotExist();
    }

    @Test
    void where_there_can_be_no_file_it_is_noted_for_this_process_alone() throws IOException {
        Path other =
                Files.createFile(Files.createDirectory(folder.resolve("other")).resolve("jobs.db"));
        Files.createFile(folder.resolve("other").resolve(".litestack"));
        assertThat(InFlightFile.create(other, SLOTS)).isNull();
        InFlight unshared = new InFlight(null, SLOTS);
        Lease lease = lease(1, 1);
        assertThat(unshared.begin(lease, () -> false, () -> {})).isTrue();
        unshared.ended(lease, InFlight.DONE);
        unshared.written(lease);
        assertThat(unshared.fileName()).isNull();
    }
}
