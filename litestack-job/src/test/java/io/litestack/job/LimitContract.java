package io.litestack.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits: how many run at a time, how many start in a window, and who comes next. */
abstract class LimitContract extends JobContract {
    private static final JobType<Order> ORDER = JobType.of("order", Order.class);

    /** A payload with fields. */
    record Order(String customer, String name) {}

    /** Handlers that say when they have begun, and go on one by one. */
    private static final class Gates implements JobHandler<Order> {
        final List<String> begun = new CopyOnWriteArrayList<>();
        final Map<String, Signal> open = new ConcurrentHashMap<>();

        @Override
        public void run(Order order, JobContext context) {
            Signal gate = gate(order.name());
            begun.add(order.name());
            gate.awaitUninterruptibly();
        }

        private Signal gate(String name) {
            return open.computeIfAbsent(name, it -> new Signal(it + " may go on"));
        }

        void awaitBegun(String... names) {
            Eventually.until(
                    "these have begun: " + List.of(names) + ", and not " + begun, () -> begun.equals(List.of(names)));
        }

        void let(String name) {
            gate(name).give();
        }
    }

    private static EnqueueOptions limited(Limit limit) {
        return EnqueueOptions.standard().withLimit(limit);
    }

    private static JobState state(JobQueue jobs, long id) {
        return jobs.admin().find(id).orElseThrow().state();
    }

    @Test
    void no_more_run_than_the_limit_says_and_the_next_comes_when_one_ends() {
        JobQueue jobs = open();
        Gates gates = new Gates();
        jobs.handle(ORDER, gates);
        start(jobs, it -> it.workers(8));
        EnqueueOptions options = limited(Limit.concurrency("api", 2));
        List<Long> ids = new ArrayList<>();
        for (String name : List.of("1", "2", "3", "4")) {
            ids.add(jobs.enqueue(ORDER, new Order("ann", name), options));
        }
        Eventually.until("two have begun", () -> gates.begun.size() == 2);
        assertThat(gates.begun).containsExactlyInAnyOrder("1", "2");
        assertThat(state(jobs, ids.get(2))).isEqualTo(JobState.BLOCKED);
        assertThat(jobs.admin().count(JobFilter.inState(JobState.BLOCKED))).isEqualTo(2);
        gates.let("2");
        Eventually.until("the third has begun", () -> gates.begun.contains("3"));
        assertThat(gates.begun).hasSize(3);
        List.of("1", "3", "4").forEach(gates::let);
        ids.forEach(it -> awaitState(jobs, it, JobState.DONE));
    }

    @Test
    void those_that_wait_come_by_priority_and_then_by_age() {
        JobQueue jobs = open();
        Gates gates = new Gates();
        EnqueueOptions options = limited(Limit.concurrency("api", 1));
        for (String name : List.of("1", "2", "3")) {
            jobs.enqueue(ORDER, new Order("ann", name), options);
        }
        long urgent = jobs.enqueue(ORDER, new Order("ann", "urgent"), options.withPriority(5));
        assertThat(state(jobs, urgent))
                .as("it takes the place of one that nobody has")
                .isEqualTo(JobState.READY);
        assertThat(jobs.admin().count(JobFilter.inState(JobState.READY))).isEqualTo(1);
        List.of("1", "2", "3", "urgent", "more").forEach(gates::let);
        jobs.enqueue(ORDER, new Order("ann", "more"), options.withPriority(1));
        jobs.handle(ORDER, gates);
        start(jobs, it -> it.workers(4));
        gates.awaitBegun("urgent", "more", "1", "2", "3");
    }

    @Test
    void each_value_of_a_field_has_its_own_limit() {
        JobQueue jobs = open();
        Gates gates = new Gates();
        JobType<Order> type =
                ORDER.withDefaults(limited(Limit.concurrency("customer", 1).perField("customer")));
        jobs.handle(type, gates);
        start(jobs, it -> it.workers(8));
        jobs.enqueueAll(
                type,
                List.of(new Order("ann", "a1"), new Order("ann", "a2"), new Order("bob", "b1"), new Order("bob", "b2")),
                EnqueueOptions.standard());
        Eventually.until("one of each has begun", () -> gates.begun.size() == 2);
        assertThat(gates.begun).containsExactlyInAnyOrder("a1", "b1");
        gates.let("b1");
        Eventually.until("the next of bob", () -> gates.begun.contains("b2"));
        assertThat(gates.begun).hasSize(3);
        List.of("a1", "a2", "b2").forEach(gates::let);
        Eventually.until("all are done", () -> jobs.stats().done() == 4);
    }

    @Test
    void a_slot_is_free_whatever_has_become_of_the_job() {
        JobQueue jobs = open();
        EnqueueOptions options = limited(Limit.concurrency("api", 1));
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            ids.add(jobs.enqueue(ORDER, new Order("ann", "" + i), options));
        }
        assertThat(state(jobs, ids.get(0))).isEqualTo(JobState.READY);
        jobs.admin().discard(ids.get(0), "discarded");
        assertThat(state(jobs, ids.get(1))).isEqualTo(JobState.READY);
        jobs.admin().delete(ids.get(1));
        assertThat(state(jobs, ids.get(2))).isEqualTo(JobState.READY);
        jobs.control().cancel(ids.get(2), "cancelled");
        assertThat(state(jobs, ids.get(3))).isEqualTo(JobState.READY);
        jobs.control().reschedule(ids.get(3), clock.instant().plusSeconds(3600));
        assertThat(state(jobs, ids.get(4))).isEqualTo(JobState.READY);
        jobs.control().reschedule(ids.get(3), clock.instant());
        assertThat(state(jobs, ids.get(3))).isEqualTo(JobState.BLOCKED);
        jobs.admin().retry(ids.get(0));
        assertThat(state(jobs, ids.get(0))).isEqualTo(JobState.BLOCKED);
        jobs.handle(ORDER, (order, context) -> {
            if (order.name().equals("4") && context.attempt() == 1) {
                throw new IllegalStateException("tried again, and in nobody's way meanwhile");
            }
        });
        start(
                jobs,
                it -> it.retryPolicy(RetryPolicy.standard()
                        .withDelay(Duration.ofSeconds(10), 1)
                        .withJitter(0)));
        awaitState(jobs, ids.get(5), JobState.DONE);
        awaitState(jobs, ids.get(4), JobState.SCHEDULED);
        clock.step(Duration.ofSeconds(11));
        awaitState(jobs, ids.get(4), JobState.DONE);
        awaitState(jobs, ids.get(0), JobState.DONE);
    }

    @Test
    void jobs_that_become_due_wait_for_their_limit_too() {
        JobQueue jobs = open();
        Gates gates = new Gates();
        jobs.handle(ORDER, gates);
        start(jobs, it -> it.workers(4));
        EnqueueOptions later = limited(Limit.concurrency("api", 1)).withDelay(Duration.ofMinutes(1));
        jobs.enqueue(ORDER, new Order("ann", "1"), later);
        jobs.enqueue(ORDER, new Order("ann", "2"), later);
        clock.step(Duration.ofMinutes(2));
        gates.awaitBegun("1");
        Eventually.until("the other waits", () -> jobs.admin().count(JobFilter.inState(JobState.BLOCKED)) == 1);
        gates.let("1");
        gates.awaitBegun("1", "2");
        gates.let("2");
    }

    @Test
    void the_numbers_of_the_job_that_came_last_count_for_all() {
        JobQueue jobs = open();
        for (int i = 0; i < 4; i++) {
            jobs.enqueue(ORDER, new Order("ann", "" + i), limited(Limit.concurrency("api", 1)));
        }
        jobs.enqueue(ORDER, new Order("ann", "4"), limited(Limit.concurrency("api", 3)));
        assertThat(jobs.admin().count(JobFilter.inState(JobState.READY))).isEqualTo(3);
        assertThat(jobs.admin().count(JobFilter.inState(JobState.BLOCKED))).isEqualTo(2);
    }

    @Test
    void no_more_start_in_a_window_than_the_rate_says_also_over_a_restart() {
        JobQueue jobs = open();
        AtomicInteger started = new AtomicInteger();
        jobs.handle(ORDER, (order, context) -> started.incrementAndGet());
        start(jobs);
        EnqueueOptions options = limited(Limit.rate("mail", 3, Duration.ofMinutes(1)));
        for (int i = 0; i < 10; i++) {
            jobs.enqueue(ORDER, new Order("ann", "" + i), options);
        }
        Eventually.until("three have started", () -> started.get() == 3);
        Eventually.until("the others wait", () -> jobs.admin().count(JobFilter.inState(JobState.BLOCKED)) == 7);
        clock.step(Duration.ofSeconds(59));
        jobs.close();
        JobQueue again = open();
        again.handle(ORDER, (order, context) -> started.incrementAndGet());
        start(again);
        clock.step(Duration.ofMillis(900));
        long other = again.enqueue(NOTE, new Note("not limited"));
        again.handle(NOTE, (note, context) -> {});
        awaitState(again, other, JobState.DONE);
        assertThat(started).hasValue(3);
        clock.step(Duration.ofSeconds(2));
        Eventually.until("three more have started", () -> started.get() == 6);
        clock.step(Duration.ofSeconds(62));
        Eventually.until("three more have started", () -> started.get() == 9);
        clock.step(Duration.ofSeconds(62));
        Eventually.until("all have started", () -> started.get() == 10);
        assertThat(again.admin().count(JobFilter.inState(JobState.DONE).withType("order")))
                .isLessThanOrEqualTo(10);
    }

    @Test
    void a_wall_clock_that_is_set_back_holds_a_rate_up_for_no_longer_than_its_window() {
        JobQueue jobs = open();
        AtomicInteger started = new AtomicInteger();
        jobs.handle(ORDER, (order, context) -> started.incrementAndGet());
        start(jobs);
        EnqueueOptions options = limited(Limit.rate("mail", 1, Duration.ofMinutes(1)));
        jobs.enqueue(ORDER, new Order("ann", "1"), options);
        jobs.enqueue(ORDER, new Order("ann", "2"), options);
        Eventually.until("one has started", () -> started.get() == 1);
        Eventually.until("the other waits", () -> jobs.admin().count(JobFilter.inState(JobState.BLOCKED)) == 1);
        clock.step(Duration.ofHours(-1));
        Eventually.until("the other has started", () -> {
            clock.step(Duration.ofSeconds(1));
            return started.get() == 2;
        });
    }

    @Test
    void a_wall_clock_that_is_set_back_lets_no_more_start_in_a_window() {
        JobQueue jobs = open();
        AtomicInteger windows = new AtomicInteger();
        List<Integer> started = new CopyOnWriteArrayList<>();
        jobs.handle(ORDER, (order, context) -> started.add(windows.get()));
        start(jobs);
        EnqueueOptions options = limited(Limit.rate("mail", 3, Duration.ofMinutes(1)));
        for (int i = 0; i < 6; i++) {
            jobs.enqueue(ORDER, new Order("ann", "" + i), options);
        }
        Eventually.until("three have started", () -> started.size() == 3);
        Eventually.until("the others wait", () -> jobs.admin().count(JobFilter.inState(JobState.BLOCKED)) == 3);
        clock.step(Duration.ofHours(-1));
        for (int i = 0; i < 3; i++) {
            jobs.enqueue(ORDER, new Order("bob", "" + i), options);
        }
        Eventually.until("they wait", () -> jobs.admin().count(JobFilter.inState(JobState.BLOCKED)) == 6);
        Eventually.until("all have started", () -> {
            windows.incrementAndGet();
            clock.step(Duration.ofSeconds(62));
            return started.size() == 9;
        });
        assertThat(started.stream().filter(it -> it == 0)).hasSize(3);
    }

    @Test
    void tenants_take_turns_whatever_they_have_enqueued() {
        ticker.stop();
        JobQueue jobs = open();
        List<String> begun = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 60; i++) {
            jobs.enqueue(ORDER, new Order("ann", "a" + i), limited(Limit.fairShare("orders", "ann")));
        }
        for (int i = 0; i < 5; i++) {
            jobs.enqueue(ORDER, new Order("bob", "b" + i), limited(Limit.fairShare("orders", "bob")));
            jobs.enqueue(ORDER, new Order("cay", "c" + i), limited(Limit.fairShareByField("orders", "customer")));
        }
        jobs.handle(ORDER, (order, context) -> begun.add(order.name()));
        start(jobs, it -> it.workers(1));
        Eventually.until("all have run", () -> begun.size() == 70);
        // those that were ready when the others came have had their turn
        assertThat(begun.indexOf("b4")).as("%s", begun).isLessThan(50);
        assertThat(begun.indexOf("c4")).as("%s", begun).isLessThan(50);
        assertThat(begun.stream().filter(it -> it.startsWith("a")).toList())
                .as("each tenant's own in order")
                .isSortedAccordingTo(Comparator.comparingInt(it -> Integer.parseInt(it.substring(1))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fair share", "concurrency", "rate"})
    void tenants_take_turns_also_while_there_is_a_backlog_of_slow_jobs(String kind) {
        JobQueue jobs = open();
        List<String> begun = new CopyOnWriteArrayList<>();
        Function<String, Limit> limit = tenant -> switch (kind) {
            case "fair share" -> Limit.fairShare("orders", tenant);
            case "concurrency" -> Limit.concurrency("orders", 10).withTenant(tenant);
            default -> Limit.rate("orders", 10, Duration.ofSeconds(1)).withTenant(tenant);
        };
        for (int i = 0; i < 150; i++) {
            jobs.enqueue(ORDER, new Order("ann", "a" + i), limited(limit.apply("ann")));
        }
        for (int i = 0; i < 10; i++) {
            jobs.enqueue(ORDER, new Order("bob", "b" + i), limited(limit.apply("bob")));
        }
        jobs.handle(ORDER, (order, context) -> begun.add(order.name()));
        start(jobs, it -> it.workers(1).prefetch(0));
        Eventually.until("all have run", () -> {
            clock.step(Duration.ofSeconds(2));
            return begun.size() == 160;
        });
        // some were ready before the others came; then each of these waits for as many as are ready at a time, at most
        assertThat(begun.indexOf("b9")).as("%s", begun).isLessThan(70);
    }

    @Test
    void where_there_are_turns_only_as_many_run_as_there_are_workers() {
        JobQueue jobs = open();
        Gates gates = new Gates();
        for (int i = 0; i < 40; i++) {
            jobs.enqueue(ORDER, new Order("ann", "same"), limited(Limit.fairShare("orders", "ann")));
        }
        jobs.handle(ORDER, gates);
        start(jobs, it -> it.workers(30));
        Eventually.until("thirty run", () -> gates.begun.size() == 30);
        gates.let("same");
        Eventually.until("all have run", () -> jobs.stats().done() == 40);
    }

    @Test
    void turns_and_a_bound_go_together() {
        JobQueue jobs = open();
        Gates gates = new Gates();
        Limit limit = Limit.concurrency("api", 1).withTenantField("customer");
        for (String name : List.of("a1", "a2", "a3")) {
            jobs.enqueue(ORDER, new Order("ann", name), limited(limit));
        }
        jobs.enqueue(ORDER, new Order("bob", "b1"), limited(limit));
        List.of("a1", "a2", "a3", "b1").forEach(gates::let);
        jobs.handle(ORDER, gates);
        start(jobs, it -> it.workers(4));
        Eventually.until("all have run", () -> gates.begun.size() == 4);
        assertThat(gates.begun.indexOf("b1")).isLessThan(3);
    }

    @Test
    void a_job_that_is_not_limited_passes_by() {
        JobQueue jobs = open();
        Gates gates = new Gates();
        jobs.handle(ORDER, gates);
        start(jobs, it -> it.workers(2));
        EnqueueOptions options = limited(Limit.concurrency("api", 1));
        jobs.enqueue(ORDER, new Order("ann", "1"), options);
        for (int i = 0; i < 100; i++) {
            jobs.enqueue(ORDER, new Order("ann", "waits"), options);
        }
        gates.awaitBegun("1");
        gates.let("free");
        awaitState(jobs, jobs.enqueue(ORDER, new Order("ann", "free")), JobState.DONE);
        gates.let("1");
        gates.let("waits");
        Eventually.until("all are done", () -> jobs.stats().done() == 102);
    }

    @Test
    void a_limit_that_makes_no_sense_is_refused() {
        assertThatThrownBy(() -> Limit.concurrency("", 1)).hasMessageContaining("name of Limit");
        assertThatThrownBy(() -> Limit.concurrency("a", 0)).hasMessageContaining("concurrency of Limit must be 1 to");
        assertThatThrownBy(() -> Limit.rate("a", 1, Duration.ofMillis(1))).hasMessageContaining("window of Limit");
        JobQueue jobs = open();
        assertThatThrownBy(() -> jobs.enqueue(
                        ORDER,
                        new Order("ann", "1"),
                        limited(Limit.concurrency("a", 1).perField("city"))))
                .hasMessageContaining("\"city\"")
                .hasMessageContaining("[customer, name]");
    }
}
