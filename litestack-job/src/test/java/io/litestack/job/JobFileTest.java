package io.litestack.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.StoreException;
import io.litestack.core.testkit.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class JobFileTest {
    private static final JobType<JobContract.Note> NOTE = JobContract.NOTE;

    @TempDir
    Path folder;

    @Test
    void a_file_is_checked_while_the_queue_is_open_and_is_not_changed() throws IOException {
        Path file = folder.resolve("jobs.db");
        try (JobQueue jobs = JobQueue.open(JobConfig.builder(file).build())) {
            jobs.enqueue(NOTE, new JobContract.Note("fits"));
            long unfit = jobs.enqueue(JobType.of("note", Integer.class), 5);
            long unknown = jobs.enqueue(JobType.of("other", Integer.class), 5, EnqueueOptions.onQueue("q"));
            List<UnfitJob> found = JobFile.check(file, List.of(NOTE), 10);
            assertThat(found).extracting(UnfitJob::id).containsExactly(unknown, unfit);
            assertThat(found.get(0)).isEqualTo(new UnfitJob(unknown, "other", "q", "there is no handler for its type"));
            assertThat(JobFile.check(file, List.of(NOTE.withAliases("other")), 1))
                    .hasSize(1);
        }
        try (ChildJvm child = ChildJvm.start(folder, JobFile.class, file)) {
            assertThat(child.rest())
                    .hasSize(2)
                    .anyMatch(it -> it.endsWith(" other in q: there is no handler for its type"));
            assertThat(child.awaitEnd()).isEqualTo(1);
        }
    }

    /** The types of this program, for the command. */
    public static final class Types implements JobTypes {
        /** For the service loader. */
        public Types() {}

        @Override
        public Collection<JobType<?>> types() {
            return List.of(NOTE);
        }
    }

    @Test
    void what_is_no_such_file_is_refused() throws IOException {
        Path text =
                Files.writeString(folder.resolve("text"), "This is no database, however long it may be. ".repeat(50));
        assertThatThrownBy(() -> JobFile.check(text, List.of(NOTE), 10))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(text.toString());
        assertThatThrownBy(() -> JobFile.check(folder.resolve("missing"), List.of(NOTE), 10))
                .hasMessageContaining("there is no file");
    }
}
