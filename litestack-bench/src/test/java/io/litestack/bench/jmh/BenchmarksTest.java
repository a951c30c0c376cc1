package io.litestack.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BenchmarksTest {
    @Test
    void store_benchmarks_do_what_they_say() throws Exception {
        StoreBenchmark benchmark = new StoreBenchmark();
        benchmark.open();
        try {
            assertThat(benchmark.query()).containsExactly(Rows.TEXT);
            assertThat(benchmark.read()).containsExactly(Rows.TEXT);
            assertThat(benchmark.write()).isEqualTo(1);
            assertThat(benchmark.command()).isTrue();
        } finally {
            benchmark.close();
        }
    }

    @Test
    void rival_benchmarks_do_what_they_say() throws Exception {
        RivalBenchmark benchmark = new RivalBenchmark();
        benchmark.open();
        try {
            assertThat(benchmark.read()).isEqualTo(Rows.TEXT);
            assertThat(benchmark.keptRead()).isEqualTo(Rows.TEXT);
            benchmark.write();
            benchmark.autocommit();
        } finally {
            benchmark.close();
        }
    }
}
