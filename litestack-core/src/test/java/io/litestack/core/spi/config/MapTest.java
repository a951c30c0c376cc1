package io.litestack.core.spi.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Maps of Java values give the same tree as files. */
@Timeout(60)
class MapTest {
    private final ConfigProblems problems = new ConfigProblems("pens");

    private PenConfig read(Map<String, ?> map) {
        return PenConfig.read(ConfigSection.of("settings", map, problems), problems);
    }

    @Test
    void every_type_is_read() {
        PenConfig pen = read(Map.ofEntries(
                Map.entry("colour", new StringBuilder("red")),
                Map.entry("width", 7L),
                Map.entry("pressure", 0.25f),
                Map.entry("refillable", true),
                Map.entry("dry_after", Duration.ofMillis(1500)),
                Map.entry("ink", "128KB"),
                Map.entry("box", Path.of("/box")),
                Map.entry("tip", PenConfig.Tip.ROUND),
                Map.entry("owners", List.of("ada", "grace")),
                Map.entry("stock", Map.of("red", 3)),
                Map.entry("nib", Map.of("size", 2))));
        assertThat(problems.list()).isEmpty();
        assertThat(pen.width()).isEqualTo(7);
        assertThat(pen.pressure()).isEqualTo(0.25);
        assertThat(pen.dryAfter()).isEqualTo(Duration.ofMillis(1500));
        assertThat(pen.owners()).containsExactly("ada", "grace");
        assertThat(pen.nib().size()).isEqualTo(2);
    }

    @Test
    void what_is_wrong_is_said() {
        Map<String, Object> map = new HashMap<>();
        map.put("width", null);
        map.put("colour", new Date(0));
        map.put("inc", 1);
        read(map);
        assertThat(problems.list())
                .containsExactlyInAnyOrder(
                        "settings: a value is of class java.util.Date; use text, a number, a boolean, a Duration, a"
                                + " Path, an enum, a map or a collection",
                        "settings: unknown key inc; did you mean ink?",
                        "settings: width has no value; give a whole number such as 5, without a leading zero, or remove"
                                + " the key for its default");
    }

    @Test
    void a_map_that_holds_itself_is_refused() {
        Map<String, Object> map = new HashMap<>();
        map.put("nib", map);
        read(map);
        assertThat(problems.list()).containsExactly("settings: is nested more than 50 levels deep");
    }
}
