package io.litestack.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.litestack.core.Codec;
import io.litestack.core.CodecException;
import io.litestack.core.Store;
import io.litestack.core.Sync;
import io.litestack.core.TypeToken;
import io.litestack.job.DuplicateJobException;
import io.litestack.job.EnqueueOptions;
import io.litestack.job.Enqueued;
import io.litestack.job.HandlerOptions;
import io.litestack.job.Job;
import io.litestack.job.JobAdmin;
import io.litestack.job.JobConfig;
import io.litestack.job.JobControl;
import io.litestack.job.JobFilter;
import io.litestack.job.JobQueue;
import io.litestack.job.JobSchedules;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import io.litestack.job.JobWorkers;
import io.litestack.job.Limit;
import io.litestack.job.MisfirePolicy;
import io.litestack.job.Outcome;
import io.litestack.job.QueueConfig;
import io.litestack.job.RetryPolicy;
import io.litestack.job.Schedule;
import io.litestack.job.UnfitJob;
import io.litestack.job.Unique;
import io.litestack.job.WorkerConfig;
import java.io.IOException;
import java.lang.reflect.Type;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;

/** The code that the documentation of jobs shows; each region stands there word for word. */
@Timeout(120)
class JobTourTest {
    @TempDir
    Path folder;

    record Welcome(String email) {}

    record Payment(long account, long cents) {}

    private static final JobType<Welcome> WELCOME = JobType.of("welcome", Welcome.class);
    private static final JobType<Payment> PAY = JobType.of("pay", Payment.class);

    private static void awaitState(JobQueue jobs, long id, JobState state) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        while (jobs.admin().find(id).map(Job::state).filter(state::equals).isEmpty()) {
            never.await(5, TimeUnit.MILLISECONDS);
        }
    }

    private static void mail(String email) {
        System.out.println("to " + email);
    }

    @Test
    void the_first_job() throws Exception {
        Path path = folder.resolve("data/jobs.db");
        // region job-first-lines
        JobType<Welcome> welcome = JobType.of("welcome", Welcome.class); // a stable name, and a record

        try (JobQueue jobs = JobQueue.open(JobConfig.builder(path).build())) {
            jobs.handle(welcome, (job, context) -> mail(job.email()));
            jobs.workers(WorkerConfig.builder().build()).start();

            long id = jobs.enqueue(welcome, new Welcome("ann@example.org")); // stored when it returns
            // endregion
            awaitState(jobs, id, JobState.DONE);
        }
    }

    @Test
    void a_payload_of_a_generic_type() throws Exception {
        try (JobQueue jobs =
                JobQueue.open(JobConfig.builder(folder.resolve("jobs.db")).build())) {
            jobs.workers(WorkerConfig.builder().build()).start();
            // region job-generic
            JobType<List<Welcome>> newsletter = JobType.of("newsletter", new TypeToken<>() {});

            jobs.handle(newsletter, (readers, context) -> readers.forEach(it -> mail(it.email())));
            long id = jobs.enqueue(newsletter, List.of(new Welcome("ann@example.org"), new Welcome("bob@example.org")));
            // endregion
            awaitState(jobs, id, JobState.DONE);
        }
    }

    @Test
    void options() {
        try (JobQueue jobs =
                JobQueue.open(JobConfig.builder(folder.resolve("jobs.db")).build())) {
            // region job-options
            jobs.enqueue(
                    WELCOME,
                    new Welcome("bob@example.org"),
                    EnqueueOptions.onQueue("mail")
                            .withDelay(Duration.ofMinutes(5))
                            .withPriority(10)
                            .withTags("customer:12"));

            List<Welcome> many = List.of(new Welcome("a@example.org"), new Welcome("b@example.org"));
            List<Long> ids = jobs.enqueueAll(WELCOME, many, EnqueueOptions.standard()); // all or none

            jobs.enqueueAsync(WELCOME, new Welcome("c@example.org")) // does not wait
                    .thenAccept(id -> System.out.println("job " + id + " is stored"))
                    .join();
            // endregion
            assertThat(ids).hasSize(2);
            assertThat(jobs.admin().count(JobFilter.all())).isEqualTo(4);
        }
    }

    @Test
    void a_job_from_a_transaction_and_effects_exactly_once() throws Exception {
        Path path = folder.resolve("app.db");
        try (Store store = Store.open(path)) {
            store.execute("create table users(email text)");
            store.execute("create table account(id integer primary key, cents integer)");
            store.execute("insert into account values (1, 100)");
            // region job-transaction
            JobQueue jobs = JobQueue.open(JobConfig.builder(store.config()).build()); // in the same file

            store.useWrite(tx -> {
                tx.execute("insert into users(email) values (?)", "ann@example.org");
                jobs.enqueue(tx, WELCOME, new Welcome("ann@example.org")); // exists if and only if the user does
            });
            // endregion
            assertThat(jobs.admin().count(JobFilter.all())).isEqualTo(1);

            // region job-exactly-once
            jobs.handle(
                    PAY,
                    (payment, context) -> context.useWrite(store, tx -> {
                        // stored together with the completion of the job, or not at all
                        tx.execute(
                                "update account set cents = cents - ? where id = ?",
                                payment.cents(),
                                payment.account());
                    }));
            // endregion
            jobs.workers(WorkerConfig.builder().build()).start();
            awaitState(jobs, jobs.enqueue(PAY, new Payment(1, 30)), JobState.DONE);
            assertThat(store.query("select cents from account", row -> row.getLong(1)))
                    .containsExactly(70L);
            jobs.close();
        }
    }

    @Test
    void retries_and_outcomes() throws Exception {
        try (JobQueue jobs =
                JobQueue.open(JobConfig.builder(folder.resolve("jobs.db")).build())) {
            AtomicInteger calls = new AtomicInteger();
            // region job-outcomes
            HandlerOptions options = HandlerOptions.standard()
                    .withRetryPolicy(RetryPolicy.standard().withRetries(5).withDelay(Duration.ofMillis(10), 2))
                    .withTimeout(Duration.ofMinutes(1));

            jobs.handleWithOutcome(WELCOME, options, (job, context) -> {
                if (!job.email().contains("@")) {
                    return Outcome.discard("no address"); // given up at once, kept as dead
                }
                if (calls.incrementAndGet() == 1) {
                    return Outcome.snooze(Duration.ofMillis(5)); // too early; the attempt does not count
                }
                if (context.attempt() < 3) {
                    throw new IllegalStateException("the mail server is down"); // tried again later
                }
                mail(job.email());
                return Outcome.done();
            });
            // endregion
            jobs.workers(WorkerConfig.builder().build()).start();
            long good = jobs.enqueue(WELCOME, new Welcome("ann@example.org"));
            long bad = jobs.enqueue(WELCOME, new Welcome("ann"));
            awaitState(jobs, good, JobState.DONE);
            awaitState(jobs, bad, JobState.DEAD);
            assertThat(jobs.admin().find(good).orElseThrow().attempts()).isEqualTo(3);
            assertThat(jobs.admin().find(good).orElseThrow().errors()).hasSize(2);
        }
    }

    @Test
    void a_parked_job_is_replayed() throws Exception {
        try (JobQueue jobs =
                JobQueue.open(JobConfig.builder(folder.resolve("jobs.db")).build())) {
            AtomicBoolean hasTemplate = new AtomicBoolean();
            jobs.handle(WELCOME, (job, context) -> {
                if (!hasTemplate.get()) {
                    throw new NoClassDefFoundError("com/example/Template");
                }
                mail(job.email());
            });
            jobs.workers(WorkerConfig.builder().build()).start();
            awaitState(jobs, jobs.enqueue(WELCOME, new Welcome("ann@example.org")), JobState.PARKED);
            hasTemplate.set(true);
            // region job-replay
            JobAdmin admin = jobs.admin();
            for (Job job : admin.find(JobFilter.inState(JobState.PARKED), 100)) {
                System.out.println(job.id() + ": " + job.reason().orElse(""));
                // 1: the handler threw an error: java.lang.NoClassDefFoundError: com/example/Template
            }
            admin.unpark(JobFilter.all().withType("welcome")); // once the cause is mended

            admin.retry(JobFilter.inState(JobState.DEAD).withType("welcome")); // with all attempts anew
            // endregion
            awaitState(jobs, 1, JobState.DONE);
        }
    }

    @Test
    void queues_and_a_graceful_stop() throws Exception {
        try (JobQueue jobs =
                JobQueue.open(JobConfig.builder(folder.resolve("jobs.db")).build())) {
            jobs.handle(WELCOME, (job, context) -> mail(job.email()));
            // region job-workers
            JobWorkers workers = jobs.workers(WorkerConfig.builder()
                            .queue(QueueConfig.of("critical", 10))
                            .queue(QueueConfig.of("default", 1))
                            .queue(QueueConfig.of("web-hooks").spawning()) // a virtual thread for each job
                            .workers(8)
                            .drainTimeout(Duration.ofSeconds(20))
                            .stopAtExit(true) // also on SIGTERM
                            .build())
                    .start();
            // endregion
            awaitState(jobs, jobs.enqueue(WELCOME, new Welcome("ann@example.org")), JobState.DONE);
            // region job-stop
            boolean haveAllEnded = workers.stop(Duration.ofSeconds(5));
            // endregion
            assertThat(haveAllEnded).isTrue();
        }
    }

    @Test
    void seeing() {
        try (JobQueue jobs = JobQueue.open(JobConfig.builder(folder.resolve("jobs.db"))
                .store(JobConfig.builder(folder.resolve("jobs.db")).build().store().toBuilder()
                        .sync(Sync.NORMAL)
                        .build())
                .build())) {
            jobs.enqueue(WELCOME, new Welcome("ann@example.org"));
            // region job-seeing
            JobAdmin admin = jobs.admin();
            admin.counts().forEach(System.out::println); // QueueCount[queue=default, state=READY, count=1, …]
            JobFilter filter = JobFilter.all().withType("welcome").withPayloadPart("ann@");
            List<Job> page = admin.find(filter, 50);
            List<Job> next = admin.find(filter, 50, page.get(page.size() - 1).id());
            System.out.println(jobs.stats().types().get("welcome")); // run and wait times, once some have run
            // endregion
            assertThat(page).hasSize(1);
            assertThat(next).isEmpty();
        }
    }

    record Report(String scope) {}

    @Test
    void schedules() {
        try (JobQueue jobs =
                JobQueue.open(JobConfig.builder(folder.resolve("jobs.db")).build())) {
            // region job-schedules
            JobType<Report> report = JobType.of("report", Report.class);
            JobSchedules schedules = jobs.schedules();

            schedules.put("nightly", Schedule.cron("30 2 * * *").withZone("Europe/Berlin"), report, new Report("all"));
            schedules.put(
                    "tick",
                    Schedule.every(Duration.ofMinutes(10)).withMisfire(MisfirePolicy.SKIP),
                    report,
                    new Report("new"),
                    EnqueueOptions.onQueue("reports")
                            .withUnique(Unique.byPayload())); // none beside one that still runs

            schedules.next("nightly", 3).forEach(System.out::println); // 2026-03-29T01:00:00Z, …
            schedules.pause("tick");
            OptionalLong id = schedules.runNow("tick"); // beside its times
            schedules.removeUndeclared(); // what an earlier version of this program has left
            // endregion
            assertThat(jobs.admin().find(id.orElseThrow())).isPresent();
        }
    }

    @Test
    void unique_jobs() {
        try (JobQueue jobs =
                JobQueue.open(JobConfig.builder(folder.resolve("jobs.db")).build())) {
            // region job-unique
            EnqueueOptions once = EnqueueOptions.standard().withUnique(Unique.byFields("email"));
            Enqueued first = jobs.enqueueUnique(WELCOME, new Welcome("ann@example.org"), once);
            Enqueued second = jobs.enqueueUnique(WELCOME, new Welcome("ann@example.org"), once);
            System.out.println(second.result() + " " + second.id()); // KEPT, and the id of the first

            JobType<Welcome> welcome = WELCOME.withDefaults(EnqueueOptions.onQueue("mail")
                    .withUnique(Unique.byPayload()
                            .withAllStates() // also beside one that is done
                            .withWindow(Duration.ofHours(1))
                            .withOnConflict(Unique.OnConflict.REJECT)));
            try {
                jobs.enqueue(welcome, new Welcome("bob@example.org"));
                jobs.enqueue(welcome, new Welcome("bob@example.org"));
            } catch (DuplicateJobException e) {
                System.out.println("job " + e.id() + " is there already");
            }
            // endregion
            assertThat(second.id()).isEqualTo(first.id());
        }
    }

    record Call(String customer, String url) {}

    @Test
    void control() {
        try (JobQueue jobs =
                JobQueue.open(JobConfig.builder(folder.resolve("jobs.db")).build())) {
            long id = jobs.enqueue(WELCOME, new Welcome("ann"));
            jobs.admin().discard(id, "a wrong address");
            // region job-control
            JobControl control = jobs.control();
            control.pause("mail"); // in all processes, and over restarts
            control.drain("mail", Duration.ofMinutes(1)); // … and waits until none of its jobs runs
            control.setConcurrency("web-hooks", 20);
            control.resume("mail");

            control.cancel(4711, "the customer has left"); // waiting or running, here or elsewhere
            control.setPayload(id, WELCOME, new Welcome("ann@example.org")); // mend it …
            jobs.admin().retry(id); // … and run it again

            control.retry(JobFilter.inState(JobState.DEAD).withErrorPart("ConnectException"), 50); // 50 a second
            control.move(JobFilter.inState(JobState.READY).withType("report"), "slow");
            control.workers().forEach(System.out::println); // who works on what; Job.worker says where a job runs
            // endregion
            assertThat(jobs.admin().find(id).orElseThrow().state()).isEqualTo(JobState.READY);
        }
    }

    @Test
    void limits() {
        try (JobQueue jobs =
                JobQueue.open(JobConfig.builder(folder.resolve("jobs.db")).build())) {
            // region job-limits
            JobType<Call> call = JobType.of("call", Call.class)
                    .withDefaults(EnqueueOptions.onQueue("web-hooks")
                            .withLimit(Limit.concurrency("calls", 2).perField("customer"))); // two at a time for each
            jobs.enqueue(call, new Call("ann", "https://example.org/"));

            EnqueueOptions paced = EnqueueOptions.standard().withLimit(Limit.rate("mail", 10, Duration.ofSeconds(1)));
            jobs.enqueue(WELCOME, new Welcome("ann@example.org"), paced);

            EnqueueOptions shared = EnqueueOptions.standard().withLimit(Limit.fairShare("imports", "ann"));
            jobs.enqueue(WELCOME, new Welcome("ann@example.org"), shared); // tenants take turns
            // endregion
            assertThat(jobs.admin().count(JobFilter.inState(JobState.READY))).isEqualTo(3);
        }
    }

    @Test
    void rules_for_failures_and_middleware() throws Exception {
        JobType<Welcome> sorry = JobType.of("sorry", Welcome.class);
        // region job-middleware
        JobConfig config = JobConfig.builder(folder.resolve("jobs.db"))
                .middleware((context, next) -> {
                    MDC.put("job", context.token());
                    next.run(); // the next middleware, or the handler
                })
                .build();
        // endregion
        try (JobQueue jobs = JobQueue.open(config)) {
            // region job-failures
            HandlerOptions options = HandlerOptions.standard()
                    .withDiscardOn(IllegalArgumentException.class) // no attempt will do better
                    .withRetryOn(ConnectException.class, RetryPolicy.standard().withRetries(50))
                    .withBackoff((attempt, error) -> Duration.ofSeconds(10L * attempt));
            jobs.handle(WELCOME, options, (job, context) -> mail(job.email()));

            jobs.handle(sorry, (job, context) -> {
                String reason = context.metadata().get("given-up-reason");
                System.out.println(job.email() + " was never welcomed: " + reason);
            });
            JobType<Welcome> welcome = WELCOME.withDefaults(EnqueueOptions.standard()
                    .withWhenGivenUp(sorry) // enqueued with the end of the job, whoever gives it up
                    .withExpiry(Duration.ofHours(2))); // not begun later than that
            long id = jobs.enqueue(welcome, new Welcome("ann@example.org"));
            // endregion
            jobs.workers(WorkerConfig.builder().build()).start();
            assertThat(jobs.await(id, Duration.ofMinutes(1)).orElseThrow().state())
                    .isEqualTo(JobState.DONE);
        }
    }

    @Test
    void results() throws Exception {
        try (JobQueue jobs =
                JobQueue.open(JobConfig.builder(folder.resolve("jobs.db")).build())) {
            jobs.workers(WorkerConfig.builder().build()).start();
            // region job-results
            jobs.handle(JobType.of("count", String.class), (text, context) -> {
                context.progress(0, text.length(), "counting"); // seen by any process, and by JobListener.onProgress
                context.setResult(text.length()); // stored if the job is done
            });

            long id = jobs.enqueue(JobType.of("count", String.class), "four");
            Job done = jobs.await(id, Duration.ofMinutes(1)).orElseThrow();
            Optional<Integer> letters = jobs.admin().result(done, Integer.class);
            // endregion
            assertThat(letters).contains(4);
        }
    }

    @Test
    void a_check_before_a_deployment() {
        try (JobQueue jobs =
                JobQueue.open(JobConfig.builder(folder.resolve("jobs.db")).build())) {
            jobs.enqueue(WELCOME, new Welcome("ann@example.org"));
            // region job-check
            List<UnfitJob> unfit = jobs.admin().check(List.of(WELCOME, PAY), 100);
            unfit.forEach(it -> System.out.println(it.id() + " " + it.type() + ": " + it.reason()));
            // endregion
            assertThat(unfit).isEmpty();
        }
    }

    // region job-codec
    /** Payloads by an ObjectMapper of one's own. */
    record MapperCodec(ObjectMapper mapper) implements Codec {
        @Override
        public byte[] encode(Object value) {
            try {
                return mapper.writeValueAsBytes(value);
            } catch (JsonProcessingException e) {
                throw new CodecException("cannot write a " + value.getClass().getName(), e);
            }
        }

        @Override
        public <T> T decode(byte[] bytes, Class<T> type) {
            return type.cast(decode(bytes, (Type) type));
        }

        @Override
        public Object decode(byte[] bytes, Type type) {
            try {
                return mapper.readValue(bytes, mapper.constructType(type));
            } catch (IOException e) {
                throw new CodecException("cannot read a " + type.getTypeName() + ": " + e.getMessage(), e);
            }
        }
    }
    // endregion

    @Test
    void a_codec_of_ones_own() throws Exception {
        ObjectMapper mapper = new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
        JobConfig config = JobConfig.builder(folder.resolve("jobs.db"))
                .codec(new MapperCodec(mapper))
                .build();
        try (JobQueue jobs = JobQueue.open(config)) {
            jobs.handle(PAY, (payment, context) -> context.setResult(payment.cents()));
            jobs.workers(WorkerConfig.builder().build()).start();
            long id = jobs.enqueue(PAY, new Payment(1, 5));
            Job done = jobs.await(id, Duration.ofMinutes(1)).orElseThrow();
            assertThat(jobs.admin().result(done, Long.class)).contains(5L);
        }
    }
}
