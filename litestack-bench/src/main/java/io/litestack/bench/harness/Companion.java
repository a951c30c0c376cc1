package io.litestack.bench.harness;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What another process of a scenario does. It needs a constructor without parameters. */
public interface Companion {
    /** The way to and from the process that started it. */
    interface Control {
        /** Says that everything is prepared. */
        void ready();

        /** Whether it is to stop. */
        boolean isStopping();

        /** Waits until it is to stop. */
        void awaitStop() throws InterruptedException;
    }

    /**
     * Prepares itself, says so, and goes on until it is told to stop.
     *
     * @param control the way to and from the process that started it
     * @param folder the trial's folder
     * @param arguments what it was started with
     * @return its figures
     */
    Map<String, Double> run(Control control, Path folder, List<String> arguments) throws Exception;
}
