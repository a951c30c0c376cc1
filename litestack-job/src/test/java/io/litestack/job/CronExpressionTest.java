package io.litestack.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.litestack.core.ConfigException;
import io.litestack.core.testkit.Seed;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronExpressionTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    private static List<String> local(String line, ZoneId zone, String after, int count) {
        Schedule schedule = Schedule.cron(line).withZone(zone);
        return schedule.next(Instant.parse(after), count).stream()
                .map(it -> it.atZone(zone).toOffsetDateTime().toString())
                .toList();
    }

    @Test
    void times_follow_each_other() {
        assertThat(local("30 2 * * *", ZoneOffset.UTC, "2026-01-01T02:30:00Z", 2))
                .containsExactly("2026-01-02T02:30Z", "2026-01-03T02:30Z");
        assertThat(local("*/20 10-11 * * *", ZoneOffset.UTC, "2026-01-01T10:41:00Z", 4))
                .containsExactly("2026-01-01T11:00Z", "2026-01-01T11:20Z", "2026-01-01T11:40Z", "2026-01-02T10:00Z");
        assertThat(local("15 30 9 * * MON-FRI", ZoneOffset.UTC, "2026-01-02T12:00:00Z", 1))
                .containsExactly("2026-01-05T09:30:15Z");
        assertThat(local("0 0 29 2 *", ZoneOffset.UTC, "2026-01-01T00:00:00Z", 2))
                .containsExactly("2028-02-29T00:00Z", "2032-02-29T00:00Z");
        assertThat(local("0 0 13 * FRI", ZoneOffset.UTC, "2026-03-01T00:00:00Z", 3))
                .as("either day")
                .containsExactly("2026-03-06T00:00Z", "2026-03-13T00:00Z", "2026-03-20T00:00Z");
        assertThat(local("0 0 1 * ?", ZoneOffset.UTC, "2026-03-01T00:00:00Z", 1))
                .containsExactly("2026-04-01T00:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "@yearly, 2027-01-01T00:00Z",
        "@annually, 2027-01-01T00:00Z",
        "@monthly, 2026-06-01T00:00Z",
        "@weekly, 2026-05-24T00:00Z",
        "@daily, 2026-05-22T00:00Z",
        "@midnight, 2026-05-22T00:00Z",
        "@hourly, 2026-05-21T13:00Z"
    })
    void nicknames_are_known(String nickname, String next) {
        assertThat(local(nickname, ZoneOffset.UTC, "2026-05-21T12:34:56Z", 1)).containsExactly(next);
    }

    /** In Berlin the clocks go from 2:00 to 3:00 on 29 March 2026, and from 3:00 back to 2:00 on 25 October. */
    @Test
    void what_names_its_hours_happens_once_in_each_night_in_which_the_clocks_change() {
        assertThat(local("30 2 * * *", BERLIN, "2026-03-28T12:00:00Z", 2))
                .containsExactly("2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00");
        assertThat(local("0 2,3 * * *", BERLIN, "2026-03-28T12:00:00Z", 3))
                .as("what falls together happens once")
                .containsExactly("2026-03-29T03:00+02:00", "2026-03-30T02:00+02:00", "2026-03-30T03:00+02:00");
        assertThat(local("30 2 * * *", BERLIN, "2026-10-24T12:00:00Z", 2))
                .containsExactly("2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00");
        assertThat(local("30 2 * * *", BERLIN, "2026-10-25T01:10:00Z", 1))
                .as("asked for while the clocks show it again")
                .containsExactly("2026-10-26T02:30+01:00");
    }

    @Test
    void what_happens_in_every_hour_follows_the_clocks() {
        assertThat(local("*/30 * * * *", BERLIN, "2026-03-29T00:15:00Z", 3))
                .containsExactly("2026-03-29T01:30+01:00", "2026-03-29T03:00+02:00", "2026-03-29T03:30+02:00");
        assertThat(local("*/30 * * * *", BERLIN, "2026-10-24T23:45:00Z", 6))
                .containsExactly(
                        "2026-10-25T02:00+02:00",
                        "2026-10-25T02:30+02:00",
                        "2026-10-25T02:00+01:00",
                        "2026-10-25T02:30+01:00",
                        "2026-10-25T03:00+01:00",
                        "2026-10-25T03:30+01:00");
    }

    /** In New York the clocks go from 2:00 to 3:00 on 8 March 2026, and from 2:00 back to 1:00 on 1 November. */
    @Test
    void the_same_holds_in_new_york() {
        assertThat(local("15 2 * * *", NEW_YORK, "2026-03-08T00:00:00Z", 2))
                .containsExactly("2026-03-08T03:00-04:00", "2026-03-09T02:15-04:00");
        assertThat(local("15 1 * * *", NEW_YORK, "2026-11-01T00:00:00Z", 2))
                .containsExactly("2026-11-01T01:15-04:00", "2026-11-02T01:15-05:00");
        assertThat(local("0 * * * *", NEW_YORK, "2026-11-01T04:30:00Z", 3))
                .containsExactly("2026-11-01T01:00-04:00", "2026-11-01T01:00-05:00", "2026-11-01T02:00-05:00");
    }

    @Test
    void clocks_that_change_at_midnight_skip_no_day() {
        assertThat(local("0 0 * * *", ZoneId.of("America/Santiago"), "2026-09-05T12:00:00Z", 2))
                .containsExactly("2026-09-06T01:00-03:00", "2026-09-07T00:00-03:00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "x",
                "* * * *",
                "* * * * * * *",
                "60 * * * *",
                "* 24 * * *",
                "* * 0 * *",
                "* * 32 * *",
                "* * * 13 *",
                "* * * * 8",
                "*/0 * * * *",
                "*/61 * * * *",
                "5-1 * * * *",
                "1,,2 * * * *",
                "- * * * *",
                "1-2-3 * * * *",
                "@reboot",
                "0 0 30 2 *",
                "0 0 31 4,6,9,11 *",
                "* * * FOO *",
                "* * L * *",
                "99999999999999999999 * * * *",
                "٣ * * * *",
                "1/ * * * *",
                "/5 * * * *"
            })
    void a_malformed_line_is_refused(String line) {
        assertThatThrownBy(() -> Schedule.cron(line))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("cron ");
    }

    @Test
    void a_refusal_names_the_field_and_the_bound() {
        assertThatThrownBy(() -> Schedule.cron("0 25 * * *"))
                .hasMessageContaining("cron has the hour \"25\", which cannot be: a number must be between 0 and 23");
        assertThatThrownBy(() -> Schedule.cron("0 0 30 2 *")).hasMessageContaining("names no day that there ever is");
        assertThatThrownBy(() -> Schedule.cron("@daily").withZone("Mars/Olympus"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "zone must be the name of a time zone such as Europe/Berlin, but is \"Mars/Olympus\"");
    }

    /** In a zone whose clocks do not change, where the library is right. */
    @Test
    @ExtendWith(Seed.class)
    void random_lines_happen_when_a_library_says(Random random) {
        CronParser parser = new CronParser(definition());
        for (int i = 0; i < 2_000; i++) {
            String line = randomLine(random);
            ZonedDateTime at = ZonedDateTime.of(2020, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC)
                    .plusSeconds(random.nextInt(10 * 365 * 86_400));
            ExecutionTime library = ExecutionTime.forCron(parser.parse(line));
            Schedule schedule = Schedule.cron(line);
            for (int j = 0; j < 5; j++) {
                ZonedDateTime expected = library.nextExecution(at).orElseThrow();
                assertThat(schedule.next(at.toInstant()))
                        .as("%s after %s", line, at)
                        .contains(expected.toInstant());
                at = expected;
            }
        }
    }

    private static CronDefinition definition() {
        return CronDefinitionBuilder.defineCron()
                .withSeconds()
                .withStrictRange()
                .and()
                .withMinutes()
                .withStrictRange()
                .and()
                .withHours()
                .withStrictRange()
                .and()
                .withDayOfMonth()
                .withStrictRange()
                .and()
                .withMonth()
                .withStrictRange()
                .and()
                .withDayOfWeek()
                .withValidRange(0, 7)
                .withMondayDoWValue(1)
                .withIntMapping(7, 0)
                .withStrictRange()
                .and()
                .instance();
    }

    private static String randomLine(Random random) {
        return String.join(
                " ",
                field(random, 0, 59),
                field(random, 0, 59),
                field(random, 0, 23),
                field(random, 1, 28),
                field(random, 1, 12),
                field(random, 0, 6));
    }

    private static String field(Random random, int least, int most) {
        int low = least + random.nextInt(most - least + 1);
        int high = low + random.nextInt(most - low + 1);
        return switch (random.nextInt(6)) {
            case 0, 1 -> "*";
            case 2 -> Integer.toString(low);
            case 3 -> low + "-" + high;
            case 4 -> low + "-" + high + "/" + (1 + random.nextInt(5));
            default ->
                IntStream.range(0, 3)
                        .mapToObj(i -> Integer.toString(least + random.nextInt(most - least + 1)))
                        .collect(Collectors.joining(","));
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Asia/Tokyo", "America/New_York"})
    void calendars_have_an_end_and_a_beginning(String zone) {
        Schedule daily = Schedule.cron("@daily").withZone(zone);
        assertThat(daily.next(Instant.MAX)).isEmpty();
        assertThat(daily.next(Instant.MIN)).isPresent();
        assertThat(Schedule.every(Duration.ofDays(1)).next(Instant.MAX)).isEmpty();
        assertThat(Schedule.every(Duration.ofDays(1)).next(Instant.MIN)).isPresent();
    }
}
