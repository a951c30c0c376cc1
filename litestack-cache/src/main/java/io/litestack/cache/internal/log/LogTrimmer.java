package io.litestack.cache.internal.log;

import io.litestack.cache.internal.base.CacheContext;
import io.litestack.cache.internal.sql.CacheSql;
import io.litestack.cache.internal.upkeep.Duty;
import io.litestack.core.spi.Commands.Ack;
import io.litestack.core.spi.Statements;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/** Removes what nobody needs any more from the log: what is older than a minute and lies behind the last 100,000 keys. */
public final class LogTrimmer implements Duty {
    private static final long KEPT_MS = 60_000;
    private static final long KEPT_KEYS = 100_000;
    private static final int BITE = 500;
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final CacheContext context;

    public LogTrimmer(CacheContext context) {
        this.context = context;
    }

    @Override
    public String name() {
        return "the log of changes could not be trimmed";
    }

    @Override
    public long run() {
        long before = context.clock().millis() - KEPT_MS;
        long total = context.store()
                        .queryFirst(CacheSql.HEAD_ROW, row -> row.getLong(2))
                        .orElse(0L)
                - KEPT_KEYS;
        boolean isAnyDispensable = context.store()
                .queryFirst(CacheSql.IS_DISPENSABLE, row -> row.getBoolean(1), before, total)
                .orElse(false);
        if (!isAnyDispensable) {
            return REST_NANOS;
        }
        int gone = context.internals().commands().execute(statements -> trim(statements, before, total), Ack.COMMITTED);
        return gone == BITE ? 0 : REST_NANOS;
    }

    private static int trim(Statements statements, long before, long total) throws SQLException {
        PreparedStatement trim = statements.prepare(CacheSql.TRIM);
        trim.setLong(1, before);
        trim.setLong(2, total);
        trim.setInt(3, BITE);
        return trim.executeUpdate();
    }
}
