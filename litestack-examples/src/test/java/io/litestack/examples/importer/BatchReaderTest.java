package io.litestack.examples.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchReaderTest {
    @Test
    void batches_are_numbered_in_the_order_of_the_file() {
        assertThat(batches(10, "x", 4)).containsExactly("1: 1-4", "2: 5-8", "3: 9-10");
    }

    @Test
    void what_is_stored_is_passed_over_and_the_others_keep_their_numbers() {
        assertThat(batches(10, "x", 4, 1, 3)).containsExactly("2: 5-8");
    }

    @Test
    void a_batch_of_long_rows_ends_before_it_fills_the_memory() {
        assertThat(batches(10, "x".repeat(1 << 20), 1_000)).containsExactly("1: 1-4", "2: 5-8", "3: 9-10");
    }

    @Test
    void after_a_stop_nothing_is_handed_out() {
        BatchReader reader = new BatchReader(rows(10, "x"), 4, new BitSet());
        reader.next();
        reader.stop();
        assertThat(reader.next()).isEmpty();
    }

    private static RowReader rows(int count, String text) {
        var lines = IntStream.rangeClosed(1, count).iterator();
        return () -> lines.hasNext()
                ? Optional.of(new SourceRow(lines.nextInt(), text, Optional.empty()))
                : Optional.empty();
    }

    private static List<String> batches(int rows, String text, int batchRows, int... stored) {
        BitSet numbers = new BitSet();
        IntStream.of(stored).forEach(numbers::set);
        BatchReader reader = new BatchReader(rows(rows, text), batchRows, numbers);
        List<String> batches = new ArrayList<>();
        for (Optional<Batch> next = reader.next(); next.isPresent(); next = reader.next()) {
            Batch batch = next.get();
            batches.add(batch.number() + ": " + batch.firstRow() + "-" + batch.lastRow());
        }
        return batches;
    }
}
