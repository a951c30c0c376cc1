package io.litestack.examples.importer;

import java.time.Duration;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows how far the import is: on a terminal a bar that is drawn again and again, elsewhere a line every few seconds. How
 * many rows there are in all is estimated from how many bytes those that were read took. May be used by several threads.
 */
final class Progress implements AutoCloseable {
    private static final int WIDTH = 79;
    private static final long FIRST_LINE_NANOS = 4_000_000_000L;

    private final Screen screen;
    private final long startedAt = System.nanoTime();
    private final ProgressBar bar;
    private volatile boolean isEnding;

    /** Begins with the rows that are stored already. */
    Progress(Screen screen, long stored) {
        this.screen = screen;
        bar = ProgressBar.builder()
                .setTaskName("rows")
                .setInitialMax(Math.max(1, stored))
                .startsFrom(stored, Duration.ZERO)
                .setStyle(Screen.block() == '#' ? ProgressBarStyle.ASCII : ProgressBarStyle.UNICODE_BLOCK)
                .setUpdateIntervalMillis(screen.isTerminal() ? 100 : 5_000)
                .setConsumer(new DelegatingProgressBarConsumer(this::show, WIDTH))
                .showSpeed()
                .build();
    }

    /** Some more rows are stored. */
    void advance(long rows, long estimatedTotal) {
        bar.maxHint(estimatedTotal);
        bar.stepBy(rows);
    }

    /** All rows are stored. */
    void finish() {
        bar.maxHint(bar.getCurrent());
    }

    @Override
    public void close() {
        isEnding = true;
        bar.close();
        if (screen.isTerminal()) {
            screen.err().println();
        }
    }

    private void show(String line) {
        if (screen.isTerminal()) {
            screen.err().print('\r' + line);
            screen.err().flush();
        } else if (!isEnding && System.nanoTime() - startedAt > FIRST_LINE_NANOS) {
            screen.err().println(line);
        }
    }
}
