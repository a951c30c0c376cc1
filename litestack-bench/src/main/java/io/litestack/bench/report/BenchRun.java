package io.litestack.bench.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.litestack.bench.harness.Canary;
import io.litestack.bench.harness.Outcome;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that a run found, as it is kept in a JSON file. Immutable.
 *
 * @param facts what was run, when, and on what machine
 * @param settings how each side was set up
 * @param rows what was found
 */
public record BenchRun(Map<String, String> facts, Map<String, String> settings, List<Row> rows) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** Where the files lay. */
    public enum Place {
        /** On the disk. */
        DISK,
        /** In memory, where a flush costs nothing. */
        MEMORY
    }

    /**
     * One trial.
     *
     * @param fork the number of the pair of trials that it belongs to, from 1
     * @param side who was measured
     * @param place where the files lay
     * @param canary how the machine stood before
     * @param outcome what was found
     */
    public record Measurement(int fork, Side side, Place place, Canary canary, Outcome outcome) {}

    /**
     * One row.
     *
     * @param spec what it says of itself
     * @param measurements its trials
     */
    public record Row(Spec spec, List<Measurement> measurements) {
        /**
         * Copies the list.
         *
         * @param spec see above
         * @param measurements see above
         */
        public Row {
            measurements = List.copyOf(measurements);
        }
    }

    /**
     * Copies the collections.
     *
     * @param facts see above
     * @param settings see above
     * @param rows see above
     */
    public BenchRun {
        facts = new LinkedHashMap<>(facts);
        settings = new LinkedHashMap<>(settings);
        rows = List.copyOf(rows);
    }

    /** Whether every trial came to an end. */
    @JsonIgnore
    public boolean isComplete() {
        return rows.stream()
                .flatMap(row -> row.measurements().stream())
                .noneMatch(it -> it.outcome().isBroken());
    }

    /** Reads what {@link #write} has written. */
    public static BenchRun read(Path file) throws IOException {
        return JSON.readValue(file.toFile(), BenchRun.class);
    }

    /** Writes a JSON file. */
    public void write(Path file) throws IOException {
        JSON.writeValue(file.toFile(), this);
    }
}
