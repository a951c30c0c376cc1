package io.litestack.core.internal.context;

import io.litestack.core.StoreConfig;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers where in the code the writer or a reader was taken that no callback gives back, so that a leak can be reported with
 * its place.
 *
 * <p>That place is known only at the moment of taking, and to record it costs one microsecond for a flat stack and three for
 * one of a hundred frames: a read of one row takes less than two. So unless {@link StoreConfig#leakDetection} is set it is recorded only for what
 * begins with a statement that was found left open before; whoever does not have that pays one look at a flag. Code that forgets
 * to close something forgets it each time. Thread-safe.
 */
public final class BorrowSites {
    private static final int MOST_SUSPECTS = 1000;

    /** A stack, which the JVM turns into names only when somebody asks for them. */
    private static final class BorrowSite extends Throwable {
        private static final long serialVersionUID = 1;

        BorrowSite() {
            super("taken here", null, false, true);
        }
    }

    private final boolean areAllRecorded;
    private final Set<String> suspects = ConcurrentHashMap.newKeySet();
    private volatile boolean hasSuspects;

    BorrowSites(StoreConfig config) {
        areAllRecorded = config.leakDetection().isPresent();
    }

    /** Where the caller stands, if that is to be recorded for what begins with this statement. */
    @Nullable
    Throwable here(String firstStatement) {
        return areAllRecorded || (hasSuspects && suspects.contains(firstStatement)) ? new BorrowSite() : null;
    }

    /** What begins with this statement was left open. */
    public void suspect(String firstStatement) {
        if (suspects.size() < MOST_SUSPECTS) {
            suspects.add(firstStatement);
            hasSuspects = true;
        }
    }
}
