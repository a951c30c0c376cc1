package io.litestack.bench.harness;

/**
 * One row of the report: the same work, done by each side in a JVM of its own.
 *
 * <p>A scenario warms its side up, measures, checks that what was written is there, and hands its figures to the trial.
 */
public interface Scenario {
    /** What the row is. */
    Spec spec();

    /**
     * Measures one side once.
     *
     * @param side which
     * @param trial where, how long, and where the figures go
     * @throws SkippedException if this machine lacks what the side needs
     * @throws Exception if the side does not work; the run ends with it
     */
    void run(Side side, Trial trial) throws Exception;
}
