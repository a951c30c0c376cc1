package io.litestack.bench.harness;

import java.util.List;

/**
 * What a row says of itself. Immutable.
 *
 * @param name its name on the command line
 * @param title what both sides do
 * @param rival with what Litestack is compared; empty if with nothing
 * @param metrics its figures, in the order of the report
 * @param forksAtMost how many forks are enough
 * @param isRunInMemory whether a second column on tmpfs makes sense: the cost without the disk
 * @param heap the children's greatest heap, as {@code -Xmx} takes it
 * @param java the oldest Java that will do; 0 for any
 * @param warmUp how long it warms up, in windows
 */
public record Spec(
        String name,
        String title,
        String rival,
        List<Metric> metrics,
        int forksAtMost,
        boolean isRunInMemory,
        String heap,
        int java,
        double warmUp) {
    private static final String DEFAULT_HEAP = "1g";

    /**
     * Copies the list.
     *
     * @param name see above
     * @param title see above
     * @param rival see above
     * @param metrics see above
     * @param forksAtMost see above
     * @param isRunInMemory see above
     * @param heap see above
     * @param java see above
     * @param warmUp see above
     */
    public Spec {
        metrics = List.copyOf(metrics);
    }

    /** A row of two sides. */
    public static Spec of(String name, String title, String rival, Metric... metrics) {
        return new Spec(
                name, title, rival, List.of(metrics), Integer.MAX_VALUE, false, DEFAULT_HEAP, 0, Timing.WARM_UP);
    }

    /** A row of Litestack alone. */
    public static Spec alone(String name, String title, Metric... metrics) {
        return of(name, title, "", metrics);
    }

    /** This row with no more than so many forks. */
    public Spec inForksAtMost(int forks) {
        return new Spec(name, title, rival, metrics, forks, isRunInMemory, heap, java, warmUp);
    }

    /** This row with a second column on tmpfs. */
    public Spec alsoInMemory() {
        return new Spec(name, title, rival, metrics, forksAtMost, true, heap, java, warmUp);
    }

    /** This row in children with so much heap. */
    public Spec withHeap(String size) {
        return new Spec(name, title, rival, metrics, forksAtMost, isRunInMemory, size, java, warmUp);
    }

    /** This row in children of this Java or a later one. */
    public Spec onJava(int feature) {
        return new Spec(name, title, rival, metrics, forksAtMost, isRunInMemory, heap, feature, warmUp);
    }

    /** This row with a warm-up of so many windows: for what comes to its speed only when much code is compiled. */
    public Spec warmedUpFor(double windows) {
        return new Spec(name, title, rival, metrics, forksAtMost, isRunInMemory, heap, java, windows);
    }

    /** Who takes part. */
    public List<Side> sides() {
        return rival.isEmpty() ? List.of(Side.LITESTACK) : List.of(Side.values());
    }
}
