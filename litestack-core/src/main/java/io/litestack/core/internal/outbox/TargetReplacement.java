package io.litestack.core.internal.outbox;

import io.litestack.core.Store;
import io.litestack.core.Transaction;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.spi.SystemPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Gives what waits for a target that is gone to the file that is in its place. A source remembers at which path it saw each
 * target last; if there is another file now, which nobody can have moved there from a place that the source knows, then the
 * former one was deleted and made anew, or replaced by an independent copy. What was meant for it would wait for ever.
 *
 * <p>The rows are appended again under the new name, because a number that was given to one target means nothing to another:
 * the new one may have taken greater numbers already. What the former target had taken is lost with it, which is reported once.
 *
 * <p>A target that is found at another path was moved there, unless there still is another file where it was: then it may be a
 * copy of that one or the other way round, which is reported as well.
 */
final class TargetReplacement {
    private final Store source;
    private final SqliteRelay relay;

    TargetReplacement(Store source, SqliteRelay relay) {
        this.source = source;
        this.relay = relay;
    }

    void run() {
        String beginning = TargetName.beginning(relay.name());
        String path = realPath(relay.target().config().path());
        Optional<String> seen = source.queryFirst(OutboxSql.PATH_OF, row -> row.getString(1), relay.name());
        if (beginning.isEmpty() || seen.filter(path::equals).isPresent()) {
            return;
        }
        seen.filter(this::isAnotherThere).ifPresent(other -> relay.reportCopy(source, Path.of(other)));
        String incarnation = StoreInternals.of(source).incarnation();
        long lost = source.<Long, RuntimeException>write(tx -> {
            long count = 0;
            for (String former :
                    tx.query(OutboxSql.PREDECESSORS, row -> row.getString(1), path, beginning, relay.name())) {
                count += succeed(tx, former, incarnation);
            }
            tx.execute(OutboxSql.SEEN_AT, relay.name(), path);
            return count;
        });
        if (lost > 0) {
            relay.reportMissing(source, lost);
        }
    }

    /** Whether a file that is not the target is at a path; one path may lead to the target where another did. */
    private boolean isAnotherThere(String path) {
        try {
            return !Files.isSameFile(Path.of(path), relay.target().config().path());
        } catch (IOException | InvalidPathException e) {
            return false; // nothing is there, or nothing that can be looked at
        }
    }

    /** Returns how many rows the former target had taken. */
    private long succeed(Transaction tx, String former, String incarnation) {
        long taken =
                tx.queryFirst(OutboxSql.COUNT, row -> row.getLong(1), former).orElse(0L);
        tx.execute(OutboxSql.APPEND_AGAIN, incarnation, relay.name(), former);
        tx.execute(OutboxSql.REMOVE, former);
        tx.execute(OutboxSql.REMOVE_COUNT, former);
        tx.execute(OutboxSql.REMOVE_TARGET, former);
        return taken;
    }

    private static String realPath(Path path) {
        try {
            return path.toRealPath().toString();
        } catch (IOException e) {
            return SystemPath.absolute(path).toString();
        }
    }
}
