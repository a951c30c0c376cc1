package io.litestack.core.spi.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.ConfigException;
import io.litestack.core.spi.config.tree.ConfigNode;
import io.litestack.core.spi.config.tree.Place;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a binding and its types make of values. */
class BindingTest {
    private final ConfigProblems problems = new ConfigProblems("pens");

    @Test
    void a_converted_type_says_why_it_refuses_but_never_a_hidden_value() {
        ConfigType<Integer> even = ConfigTypes.WHOLE_NUMBER.as(BindingTest::even, it -> it);
        Place place = new Place("pen.yml", 3);
        assertThat(even.read(new ConfigNode.Scalar("4", place), "x", problems)).isEqualTo(4);
        assertThat(even.read(new ConfigNode.Scalar("5", place), "x", problems)).isNull();
        assertThat(even.read(new ConfigNode.Scalar("7", "${N}", true, place), "x", problems))
                .isNull();
        assertThat(problems.list())
                .containsExactly("pen.yml:3: x: must be even, but is 5", "pen.yml:3: x: the value is not allowed");
        assertThat(even.print(4)).isEqualTo("4");
    }

    private static int even(int number) {
        if (number % 2 != 0) {
            throw new IllegalArgumentException("must be even, but is " + number);
        }
        return number;
    }

    @Test
    void a_problem_of_no_key_is_said_of_the_whole() {
        ConfigBinding<int[], Integer> binding = ConfigBinding.of(builder -> {
            throw new ConfigException("it", List.of("ends must meet, but do not"));
        });
        ConfigSection section =
                ConfigSection.of("settings", Map.of("a", Map.of()), problems).section("a", problems);
        assertThat(binding.build(section, new int[0], problems)).isEmpty();
        assertThat(problems.list()).containsExactly("settings: a: ends must meet, but do not");
    }
}
