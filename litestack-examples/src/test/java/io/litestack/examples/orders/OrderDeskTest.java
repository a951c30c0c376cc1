package io.litestack.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.Eventually;
import io.litestack.job.Job;
import io.litestack.job.JobState;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of orders at the desk. */
@Timeout(120)
class OrderDeskTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private OrderDesk desk;

    @BeforeEach
    void open() {
        desk = OrderDesk.open(
                Optional.of(folder.resolve("data")),
                Optional.of(Path.of("src/main/config/orders.yml")),
                new Journal(new PrintStream(said, true, StandardCharsets.UTF_8)));
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    private List<Long> paymentsOf(long order) {
        return desk.book().store().query("select cents from payment where order_id = ?", row -> row.getLong(1), order);
    }

    /** The number of a customer among those who come. */
    private static int visitOf(String customer) {
        return IntStream.range(0, 100)
                .filter(it -> Visits.number(it).wanted().customer().equals(customer))
                .findFirst()
                .orElseThrow();
    }

    /** What a step has stored may be seen, and the next step be done, before it says so. */
    private void awaitSaid(String text) {
        Eventually.until("\"" + text + "\" is said", () -> said().contains(text));
    }

    private void take(String customer) {
        desk.take(Visits.number(visitOf(customer)));
    }

    @Test
    void an_order_and_its_job_are_stored_together() {
        take("Ada");
        assertThat(desk.book().count()).isEqualTo(1);
        assertThat(desk.left()).extracting(Job::type).containsExactly("charge");
    }

    @Test
    void a_customer_who_changes_his_mind_leaves_neither_order_nor_job() {
        take("Dan");
        assertThat(desk.book().count()).isZero();
        assertThat(desk.countLeft()).isZero();
        assertThat(said()).contains("neither order nor job");
    }

    @Test
    void an_order_goes_from_step_to_step_and_is_paid_once() throws Exception {
        desk.bringGiftPaper();
        desk.start(Bank.working(), Duration.ZERO);
        take("Ada");
        take("Eve");
        desk.awaitQuiet();
        assertThat(desk.book().countOpen()).isZero();
        assertThat(desk.stuck()).isEmpty();
        assertThat(paymentsOf(1)).containsExactly(2400L);
        assertThat(paymentsOf(2)).containsExactly(1500L);
        awaitSaid("wrapped");
    }

    @Test
    void a_bank_that_does_not_answer_is_asked_again() throws Exception {
        desk.start(Bank.inTrouble(), Duration.ZERO);
        take(Bank.SLOW_CUSTOMER);
        desk.awaitQuiet();
        assertThat(desk.book().countOpen()).isZero();
        assertThat(paymentsOf(1)).hasSize(1);
        awaitSaid("attempt 1, again in");
        awaitSaid("attempt 2, again in");
        awaitSaid("at attempt 3");
    }

    @Test
    void jobs_that_need_help_say_why_and_go_on_when_they_are_replayed() throws Exception {
        desk.start(Bank.inTrouble(), Duration.ZERO);
        take("Eve");
        take(Bank.CUSTOMER_WITHOUT);
        desk.awaitQuiet();
        assertThat(desk.stuck()).extracting(Job::state).containsExactly(JobState.DEAD, JobState.DEAD);
        assertThat(desk.stuck())
                .extracting(it -> it.reason().orElse(""))
                .anyMatch(it -> it.contains("there is no gift paper"))
                .anyMatch(it -> it.contains("the last of 4 attempts failed: the bank of Finn is out of order"));
        desk.close();

        open();
        desk.bringGiftPaper();
        desk.start(Bank.working(), Duration.ZERO);
        assertThat(desk.replay()).isEqualTo(2);
        desk.awaitQuiet();
        assertThat(desk.stuck()).isEmpty();
        assertThat(desk.book().countOpen()).isZero();
        assertThat(paymentsOf(1)).hasSize(1);
        assertThat(paymentsOf(2)).hasSize(1);
    }

    @Test
    void who_looks_sees_how_far_the_packing_is() throws Exception {
        desk.start(Bank.working(), Duration.ofMillis(100));
        take(Bank.CUSTOMER_WITHOUT); // twelve spoons
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(list, true, StandardCharsets.UTF_8);
        while (!list.toString(StandardCharsets.UTF_8).contains("of 12 teaspoon packed")) {
            assertThat(desk.book().countOpen())
                    .as("orders that are not yet shipped")
                    .isOne();
            Summary.print(desk, out);
        }
    }
}
