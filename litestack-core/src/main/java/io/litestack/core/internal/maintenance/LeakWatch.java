package io.litestack.core.internal.maintenance;

import io.litestack.core.StoreConfig;
import io.litestack.core.internal.context.ApplicationFrame;
import io.litestack.core.internal.context.OpenLoan;
import io.litestack.core.internal.context.StoreContext;
import io.litestack.core.internal.read.PooledReader;
import io.litestack.core.internal.sqlite.LoanText;
import io.litestack.core.internal.write.WriteTransaction;
import java.util.HashSet;
import java.util.Set;

/**
 * Reports a writer or a reader that no callback bounds, is on loan, and has not been used for long: whoever has it has forgotten
 * to close something, or waits for something else meanwhile. Used by the watchdog's thread.
 */
final class LeakWatch {
    private static final int MOST_REPORTED = 1000;

    /** What was reported: loans that began with the same statement at the same place. */
    private record Report(String firstStatement, StackTraceElement place) {}

    private final StoreContext store;
    private final long limitNanos;
    private final Set<Report> reported = new HashSet<>();

    LeakWatch(StoreContext store) {
        this.store = store;
        this.limitNanos = store.config()
                .leakDetection()
                .orElse(StoreConfig.USUAL_LEAK_DETECTION)
                .toNanos();
    }

    void look(PooledReader reader, long now) {
        OpenLoan loan = reader.loan();
        long idle = loan.idleNanos(now, reader.clock().isRunning());
        if (idle >= limitNanos) {
            report(loan, reader.describeLoan(now), idle);
        }
    }

    /** As for a reader; before its limit ends it in any case. */
    void look(WriteTransaction transaction, long heldNanos, long now) {
        OpenLoan loan = transaction.loan();
        if (loan == null) {
            return;
        }
        long idle = loan.idleNanos(now, transaction.isBusy());
        if (idle >= Math.min(limitNanos, transaction.limitNanos() / 2)) {
            report(
                    loan,
                    "the writer in \"" + transaction.thread().getName() + "\", for " + heldNanos / 1_000_000 + " ms"
                            + LoanText.of(loan, false),
                    idle);
        }
    }

    private void report(OpenLoan loan, String description, long idle) {
        StackTraceElement[] site = loan.site();
        String first = loan.firstStatement();
        Report report = new Report(first, ApplicationFrame.of(site));
        if (loan.isStillIdle() && reported.size() < MOST_REPORTED && reported.add(report)) {
            store.borrowSites().suspect(first);
            store.listener().onConnectionLeak(store.path(), description, site, idle);
        }
    }
}
