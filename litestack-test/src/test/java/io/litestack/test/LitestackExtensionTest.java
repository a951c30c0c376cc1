package io.litestack.test;

import static io.litestack.test.Welcome.WELCOME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.Litestack;
import io.litestack.cable.Cable;
import io.litestack.cache.Cache;
import io.litestack.core.Store;
import io.litestack.db.Database;
import io.litestack.job.JobQueue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a test is given, and what becomes of it afterwards. */
@LitestackTest(jobs = JobMode.INLINE)
@Timeout(120)
class LitestackExtensionTest {
    private Path before = Path.of("none");

    @BeforeEach
    void take(Litestack stack) {
        before = stack.dataFolder();
    }

    @Test
    void all_parts_of_one_stack_are_given_to_a_test_and_to_what_comes_before_it(
            Litestack stack, JobQueue jobs, Database db, Cache cache, Cable cable, TestClock clock) {
        assertThat(stack.dataFolder()).isEqualTo(before);
        assertThat(jobs).isSameAs(stack.jobs());
        assertThat(db).isSameAs(stack.db());
        assertThat(cache).isSameAs(stack.cache());
        assertThat(cable).isSameAs(stack.cable());
        assertThat(stack.environment()).isEqualTo("test");
        clock.set(Instant.parse("2030-01-01T00:00:00Z"));
        long id = jobs.enqueue(WELCOME, new Welcome("ann"));
        assertThat(jobs.admin().find(id).orElseThrow().createdAt()).isEqualTo("2030-01-01T00:00:00Z");
    }

    @Nested
    class Within {
        @Test
        void a_nested_class_has_the_mode_of_the_one_around_it(JobQueue jobs) {
            StringBuilder ran = new StringBuilder();
            jobs.handle(WELCOME, (welcome, context) -> ran.append(welcome.email()));
            jobs.enqueue(WELCOME, new Welcome("ann"));
            assertThat(ran).hasToString("ann");
        }
    }

    @Test
    void a_stack_is_closed_and_its_folder_deleted() {
        TestStack open = TestStack.open(builder -> {}, JobMode.WORKERS);
        assertThat(open.folder()).isDirectory();
        open.close();
        assertThat(Files.exists(open.folder())).isFalse();
    }

    @Test
    void a_store_that_is_left_open_fails_the_test() {
        TestStack open = TestStack.open(builder -> {}, JobMode.MANUAL);
        try (Store leaked = Store.open(open.stack().stores().get("db").config())) {
            assertThat(leaked.config().path()).startsWith(open.folder());
            assertThatThrownBy(open::close)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("leaves a store")
                    .hasMessageContaining("litestack-");
        }
    }
}
