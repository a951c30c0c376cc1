package io.litestack.examples.docs;

import static io.litestack.test.LitestackAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.Litestack;
import io.litestack.core.StorageFullException;
import io.litestack.core.StoreBusyException;
import io.litestack.job.EnqueueOptions;
import io.litestack.job.Job;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import io.litestack.test.DrainOptions;
import io.litestack.test.Drained;
import io.litestack.test.Fault;
import io.litestack.test.Faults;
import io.litestack.test.JobMode;
import io.litestack.test.LitestackExtension;
import io.litestack.test.LitestackTest;
import io.litestack.test.TestClock;
import io.litestack.test.TestJobs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code of the page on testing that is about the test kit. */
@Timeout(120)
class TestKitTourTest {
    private static final JobType<Welcome> WELCOME = JobType.of("welcome", Welcome.class);

    record Welcome(String email) {}

    /** Something to test. */
    static final class SignUp {
        private final Litestack stack;
        private final List<String> mails;

        SignUp(Litestack stack, List<String> mails) {
            this.stack = stack;
            this.mails = mails;
            stack.db().execute("create table if not exists users(email text not null)");
            stack.jobs().handle(WELCOME, (welcome, context) -> this.mails.add(welcome.email()));
        }

        void register(String email) {
            stack.db().useWrite(tx -> {
                tx.execute("insert into users(email) values (?)", email);
                stack.jobs().enqueue(tx, WELCOME, new Welcome(email));
            });
        }

        void registerLater(String email, Duration delay) {
            stack.jobs()
                    .enqueue(
                            WELCOME,
                            new Welcome(email),
                            EnqueueOptions.onQueue("mail").withDelay(delay));
        }
    }

    // region testing-kit
    @Nested
    @LitestackTest
    class SignUpTest {
        private final List<String> mails = new ArrayList<>();

        @Test
        void a_new_user_gets_a_mail(Litestack stack, TestJobs jobs) {
            SignUp signUp = new SignUp(stack, mails);

            signUp.register("ann@example.org");
            assertThat(stack.jobs())
                    .hasEnqueued(WELCOME, welcome -> welcome.email().equals("ann@example.org"));

            jobs.drain().throwIfAnyFailed();
            assertThat(mails).containsExactly("ann@example.org");
        }
    }
    // endregion

    @Nested
    @LitestackTest
    class Parts {
        private final List<String> mails = new ArrayList<>();

        @Test
        void drain(Litestack stack, TestJobs jobs) {
            SignUp signUp = new SignUp(stack, mails);
            signUp.register("ann@example.org");
            signUp.registerLater("bob@example.org", Duration.ofDays(1));
            // region testing-drain
            Drained drained = jobs.drain(); // what is due, and what that enqueues
            assertThat(drained.done()).hasSize(1);

            jobs.drain(DrainOptions.standard().withScheduled()); // also what is due later, and waits for a retry
            jobs.drain(DrainOptions.standard().notRecursive().withLimit(100));
            jobs.runNext(); // one
            // endregion
            assertThat(mails).containsExactly("ann@example.org", "bob@example.org");
        }

        @Test
        void inline(Litestack stack, TestJobs jobs) {
            SignUp signUp = new SignUp(stack, mails);
            // region testing-inline
            jobs.inline(); // or @LitestackTest(jobs = JobMode.INLINE)
            signUp.register("ann@example.org");
            assertThat(mails).containsExactly("ann@example.org");
            // endregion
        }

        @Test
        void clock(Litestack stack, TestJobs jobs, TestClock clock) {
            SignUp signUp = new SignUp(stack, mails);
            // region testing-clock-kit
            signUp.registerLater("ann@example.org", Duration.ofDays(1));
            assertThat(jobs.drain().count()).isZero();

            clock.advance(Duration.ofDays(1)); // or clock.set(jobs.nextDue().orElseThrow())
            assertThat(jobs.drain().count()).isEqualTo(1);
            // endregion
        }

        @Test
        void assertions(Litestack stack, TestJobs jobs) {
            new SignUp(stack, mails).registerLater("ann@example.org", Duration.ofDays(1));
            // region testing-assert
            assertThat(stack.jobs())
                    .hasEnqueued(WELCOME)
                    .hasNotEnqueued(WELCOME, it -> it.email().isEmpty());
            Job job = assertThat(stack.jobs())
                    .enqueued(WELCOME)
                    .withPayload(new Welcome("ann@example.org"))
                    .onQueue("mail")
                    .dueIn(Duration.ofDays(1))
                    .once();
            assertThat(stack.jobs()).has(1, JobState.SCHEDULED);
            // endregion
            assertThat(job.queue()).isEqualTo("mail");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(stack.jobs()).hasNoneWaiting());
        }

        @Test
        void crash(Litestack stack, TestJobs jobs, Faults faults) {
            SignUp signUp = new SignUp(stack, mails);
            // region testing-crash
            signUp.register("ann@example.org");
            faults.crashAfter("handler"); // or "claim"
            assertThat(jobs.drain().hasCrashed()).isTrue();

            jobs.drain();
            assertThat(mails).containsExactly("ann@example.org", "ann@example.org"); // at least once
            // endregion
        }
    }

    @Nested
    class Settings {
        // region testing-extension
        @RegisterExtension
        final LitestackExtension litestack = new LitestackExtension(
                        builder -> builder.eachStore(it -> it.waitTimeout(Duration.ofMillis(100))))
                .withJobs(JobMode.INLINE);
        // endregion

        @Test
        void faults(Litestack stack, JobQueue queue, Faults faults) {
            SignUp signUp = new SignUp(stack, new ArrayList<>());
            // region testing-faults
            Fault full = faults.diskFull();
            assertThatExceptionOfType(StorageFullException.class).isThrownBy(() -> signUp.register("ann@example.org"));
            full.close(); // the end of the test does that too

            Fault busy = faults.busyFor(Duration.ofMinutes(1)); // longer than the wait timeout
            assertThatExceptionOfType(StoreBusyException.class).isThrownBy(() -> signUp.register("ann@example.org"));
            busy.close();

            signUp.register("ann@example.org");
            // endregion
            assertThat(queue).has(1, JobState.DONE);
        }
    }
}
