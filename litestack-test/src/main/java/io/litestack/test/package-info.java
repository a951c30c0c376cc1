/**
 * A kit for the tests of applications: real stores in a temporary folder, jobs that run when the test says so, a clock that the
 * test moves, assertions about what was enqueued, and faults.
 *
 * <pre>{@code
 * @LitestackTest
 * class SignUpTest {
 *     @Test
 *     void a_new_user_gets_a_mail(Litestack stack, TestJobs jobs) {
 *         new SignUp(stack).register("ann@example.org");
 *         assertThat(stack.jobs()).hasEnqueued(WELCOME, welcome -> welcome.email().equals("ann@example.org"));
 *         jobs.drain().throwIfAnyFailed();
 *     }
 * }
 * }</pre>
 *
 * <p>{@link io.litestack.test.LitestackTest} needs JUnit 5 or later; {@link io.litestack.test.TestJobs}, {@link
 * io.litestack.test.TestClock}, {@link io.litestack.test.Faults} and {@link io.litestack.test.LitestackAssertions} need no test
 * framework at all. Nothing is mocked: the files, the transactions and the tables are those of production. No threads are started
 * but those of the stores.
 */
@NullMarked
package io.litestack.test;

import org.jspecify.annotations.NullMarked;
