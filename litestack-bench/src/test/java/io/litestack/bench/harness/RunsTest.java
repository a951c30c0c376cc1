package io.litestack.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RunsTest {
    private final Runs runs = new Runs();

    @Test
    void jobs_that_ran_once_each_pass_the_check() {
        LongStream.range(0, 10_000).parallel().forEach(runs::ran);
        assertThat(runs.count()).isEqualTo(10_000);
        assertThatCode(() -> runs.check(10_000)).doesNotThrowAnyException();
    }

    @Test
    void missing_job_is_found() {
        runs.ran(0);
        assertThatThrownBy(() -> runs.check(2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("1 times for 2 jobs");
    }

    @Test
    void job_that_ran_in_the_place_of_another_is_found() {
        runs.ran(64);
        runs.ran(64);
        assertThatThrownBy(() -> runs.check(2)).hasMessageContaining("1 times repeatedly");
    }
}
