package io.litestack.bench.harness;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One measurement of one side: where it takes place, how long, what it found. Used by one thread. */
public final class Trial implements AutoCloseable {
    private final Path folder;
    private final Timing timing;
    private final Tally tally = new Tally();
    private final Map<String, Double> values = new TreeMap<>();
    private final List<CompanionProcess> companions = new ArrayList<>();

    /**
     * Prepares a trial.
     *
     * @param folder an empty folder of its own
     * @param timing how long to measure
     */
    public Trial(Path folder, Timing timing) {
        this.folder = folder;
        this.timing = timing;
    }

    /** An empty folder of the trial's own. */
    public Path folder() {
        return folder;
    }

    /** How long to measure. */
    public Timing timing() {
        return timing;
    }

    /** What was done so far, by this trial's loads and whoever else counts here. */
    public Tally tally() {
        return tally;
    }

    /** A load as long as the trial's timing says. */
    public Load load() {
        return load(timing);
    }

    /** A load of another length. */
    public Load load(Timing other) {
        return new Load(other, tally);
    }

    /**
     * Does an operation at full speed for the time of the warm-up, and counts it. For rows whose own load is too light to
     * warm a JVM up.
     */
    public void warmUp(Load.Operation operation) {
        load(new Timing(Duration.ZERO, timing.warmup())).atFullSpeed(1, operation);
    }

    /** Starts another process, ends it with the trial at the latest, and returns once it is ready. */
    public CompanionProcess start(Class<? extends Companion> type, Object... arguments) {
        CompanionProcess process = CompanionProcess.start(type, folder, arguments);
        companions.add(process);
        return process;
    }

    /** Takes down a figure. */
    public void record(String metric, double value) {
        values.put(metric, value);
    }

    /**
     * Checks that what succeeded is there, and nothing else; what failed may be there or not.
     *
     * @throws IllegalStateException if rows are missing or too many
     */
    public void checkRows(long rows) {
        long least = tally.successes();
        long most = least + tally.failures();
        if (rows < least || rows > most) {
            throw new IllegalStateException(
                    "found " + rows + " rows after " + least + " writes and " + tally.failures() + " failures");
        }
    }

    /** What the trial found. */
    public Outcome outcome() {
        return new Outcome(values, tally.failures(), tally.note());
    }

    /** Ends what was started. */
    @Override
    public void close() {
        companions.forEach(CompanionProcess::close);
    }
}
