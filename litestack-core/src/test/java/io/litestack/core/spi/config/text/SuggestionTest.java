package io.litestack.core.spi.config.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What "did you mean" guesses. */
class SuggestionTest {
    private static final List<String> KNOWN =
            List.of("db", "jobs", "path", "sync", "sync_timeout", "wait_timeout", "readers");

    @ParameterizedTest
    @CsvSource({
        "pth,path",
        "paht,path",
        "patth,path",
        "pat,path",
        "Path,path",
        "snyc,sync",
        "waitTimeout,wait_timeout",
        "wait-timeout,wait_timeout",
        "wait_timout,wait_timeout",
        "synctimeout,sync_timeout",
        "reader,readers",
        "job,jobs",
        "bd,db",
        "d,db"
    })
    void a_slip_of_the_finger_is_found(String given, String meant) {
        assertThat(Suggestion.forName(given, KNOWN)).hasValue(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "colour", "xyz", "timeouts_of_all", "production"})
    void what_is_far_from_everything_is_not_guessed(String given) {
        assertThat(Suggestion.forName(given, KNOWN)).isEmpty();
    }

    @Test
    void a_very_long_name_is_no_trouble() {
        assertThat(Suggestion.forName("x".repeat(1_000_000), KNOWN)).isEmpty();
    }

    @Test
    void nothing_known_means_nothing_meant() {
        assertThat(Suggestion.forName("path", List.of())).isEmpty();
    }
}
