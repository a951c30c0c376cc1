package io.litestack.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class JavaHomeTest {
    @Test
    void our_own_java_is_taken_where_it_will_do() throws IOException {
        assertThat(JavaHome.atLeast(17)).contains(JavaHome.ours());
        assertThat(JavaHome.ours().launcher()).isExecutable();
    }

    @Test
    void newer_one_has_a_launcher_too() throws IOException {
        JavaHome.atLeast(21).ifPresent(it -> {
            assertThat(it.feature()).isGreaterThanOrEqualTo(21);
            assertThat(it.launcher()).isExecutable();
        });
    }

    @Test
    void java_that_does_not_exist_yet_is_not_found() throws IOException {
        assertThat(JavaHome.atLeast(999)).isEmpty();
    }
}
