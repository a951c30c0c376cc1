package io.litestack.core.internal.sqlite;

import io.litestack.core.spi.CompiledStatement;
import io.litestack.core.spi.sql.SqlParameters;
import io.litestack.core.spi.sql.SqlScript;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A prepared statement of one connection, and what is known of it. */
public final class PreparedSql implements CompiledStatement, CallLimit {
    private static final Set<String> CHANGES_ROWS = Set.of("INSERT", "UPDATE", "DELETE", "REPLACE", "WITH");
    private static final Set<String> CHANGES_SCHEMA = Set.of("CREATE", "DROP", "ALTER");
    private static final Set<String> ONLY_READS = Set.of("SELECT", "VALUES", "EXPLAIN");

    public final PreparedStatement jdbc;
    final String sql;
    final int parameters;
    public final boolean changesRows;

    /** Whether it may change settings of the connection. */
    final boolean mayChangeSettings;

    final boolean changesSchema;

    /** Whether its first word does not say whether it changes rows or only reads. */
    public final boolean mayOnlyRead;

    /** Whether its columns may become others when somebody changes a table; the driver would not notice. */
    final boolean dependsOnColumns;

    public final boolean onlyReads;

    /** The schema's version for which its columns are right. */
    long schemaVersion;

    /** Whether somebody has borrowed it. */
    boolean inUse;

    /** Whether it is in the cache; else it is closed when it is given back. */
    boolean kept;

    /** Whether the last rowid is that of the last row that it inserted, … */
    boolean givesRowId;

    /** … as of so many changes of the schema. */
    int givesRowIdAsOf = -1;

    private @Nullable List<String> names;

    private volatile long limitNanos = Long.MAX_VALUE;

    /** A statement of a caller. */
    PreparedSql(PreparedStatement jdbc, String sql, SqlScript.Statement text) throws SQLException {
        String keyword = text.keyword();
        this.jdbc = jdbc;
        this.sql = sql;
        this.parameters = jdbc.getParameterMetaData().getParameterCount();
        this.mayChangeSettings = ConnectionSettings.mayChange(text);
        this.changesSchema = changesSchema(text);
        this.changesRows = CHANGES_ROWS.contains(keyword);
        this.mayOnlyRead = keyword.equals("WITH");
        this.dependsOnColumns = KeptStatement.dependsOnColumns(sql);
        this.onlyReads = ONLY_READS.contains(keyword);
    }

    /** A statement of the store or of a module, of which nothing needs to be known. */
    PreparedSql(PreparedStatement jdbc, String sql) {
        this.jdbc = jdbc;
        this.sql = sql;
        this.parameters = 0;
        this.mayChangeSettings = false;
        this.changesSchema = false;
        this.changesRows = false;
        this.mayOnlyRead = false;
        this.dependsOnColumns = false;
        this.onlyReads = false;
    }

    static boolean changesSchema(SqlScript.Statement text) {
        return CHANGES_SCHEMA.contains(text.keyword());
    }

    /** Its text. */
    public String sql() {
        return sql;
    }

    @Override
    public PreparedStatement jdbc() {
        return jdbc;
    }

    @Override
    public int parameterCount() {
        return parameters;
    }

    @Override
    public void limit(long nanos) {
        if (limitNanos != nanos) {
            limitNanos = nanos;
        }
    }

    @Override
    public long limitNanos() {
        return limitNanos;
    }

    /** The names of its parameters, in their order. */
    List<String> names() {
        List<String> known = names;
        if (known == null) {
            known = SqlParameters.names(sql);
            names = known;
        }
        return known;
    }
}
