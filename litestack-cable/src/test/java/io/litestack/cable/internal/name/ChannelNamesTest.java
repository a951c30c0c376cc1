package io.litestack.cable.internal.name;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.Seed;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ChannelNamesTest {
    @RegisterExtension
    final Seed seed = new Seed();

    @Test
    void patterns_match_as_regular_expressions_would() {
        Random random = seed.random();
        for (int i = 0; i < 20_000; i++) {
            String pattern = pattern(random);
            String name = name(random);
            assertThat(ChannelNames.matches(pattern, name))
                    .as("%s for %s", pattern, name)
                    .isEqualTo(expression(pattern).matcher(name).matches());
        }
    }

    private static String name(Random random) {
        StringBuilder name = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            name.append(new String[] {"a", "b", ""}[random.nextInt(3)]).append(i > 0 ? "." : "");
        }
        return name.toString();
    }

    private static String pattern(Random random) {
        StringBuilder pattern = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            String segment = new String[] {"a", "", "*", i == 0 ? ">" : "*"}[random.nextInt(4)];
            pattern.append(segment).append(i > 0 ? "." : "");
        }
        return pattern.toString();
    }

    private static Pattern expression(String pattern) {
        return Pattern.compile(Arrays.stream(ChannelNames.segments(pattern))
                .map(segment -> switch (segment) {
                    case "*" -> "[^.]*";
                    case ">" -> ".*";
                    default -> Pattern.quote(segment);
                })
                .collect(Collectors.joining("\\.")));
    }
}
