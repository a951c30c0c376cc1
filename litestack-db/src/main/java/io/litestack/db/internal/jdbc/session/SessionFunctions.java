package io.litestack.db.internal.jdbc.session;

import io.litestack.core.spi.sql.SqlOutline;
import io.litestack.core.spi.sql.SqlOutline.Call;
import io.litestack.db.internal.jdbc.result.MemoryRows;
import java.util.ArrayList;
import java.util.List;

/**
 * The calls of {@code last_insert_rowid()}, {@code changes()} and {@code total_changes()} in a text. A reader has written
 * nothing, and the writer was used by others meanwhile: so numbers are put in their place, unless the open transaction of the
 * connection has written last.
 */
public final class SessionFunctions {
    private final ParsedSql text;
    private final LastWrite lastWrite;

    public SessionFunctions(ParsedSql text, LastWrite lastWrite) {
        this.text = text;
        this.lastWrite = lastWrite;
    }

    /** Whether nothing else is asked for. */
    public boolean areAll() {
        return text.outline().isOnlyCalls() && !isKnownToSqlite();
    }

    /** In a trigger or a view they are a part of what is stored. */
    private boolean isMeantNow() {
        return text.kind() == ParsedSql.Kind.QUERY || text.kind() == ParsedSql.Kind.CHANGE;
    }

    private boolean isKnownToSqlite() {
        for (Call call : text.outline().calls()) {
            if (!isKnownToSqlite(call)) {
                return false;
            }
        }
        return true;
    }

    private boolean isKnownToSqlite(Call call) {
        return switch (call.name()) {
            case "LAST_INSERT_ROWID" -> lastWrite.hasInserted();
            case "CHANGES" -> lastWrite.hasChanged();
            default -> false;
        };
    }

    private long valueOf(Call call) {
        return switch (call.name()) {
            case "LAST_INSERT_ROWID" -> lastWrite.lastInsertRowId();
            case "CHANGES" -> lastWrite.changes();
            default -> lastWrite.totalChanges();
        };
    }

    /** The one row that they are, if they are all. */
    public MemoryRows rows() {
        List<String> labels = new ArrayList<>();
        List<Object> row = new ArrayList<>();
        for (Call call : text.outline().calls()) {
            labels.add(text.text().substring(call.start(), call.end()));
            row.add(valueOf(call));
        }
        return new MemoryRows(labels, List.<Object[]>of(row.toArray()));
    }

    /** Whether numbers are put in the place of calls, so that the text is another one each time. */
    public boolean isReplaced() {
        return isMeantNow() && !text.outline().calls().isEmpty() && !isKnownToSqlite();
    }

    /** The text to run. */
    public String text() {
        SqlOutline outline = text.outline();
        if (!isReplaced()) {
            return text.text();
        }
        String sql = text.text();
        StringBuilder replaced = new StringBuilder();
        int from = 0;
        for (Call call : outline.calls()) {
            String called = sql.substring(call.start(), call.end());
            replaced.append(sql, from, call.start()).append(isKnownToSqlite(call) ? called : valueOf(call));
            if (call.isColumn()) {
                replaced.append(" AS \"").append(called.replace("\"", "\"\"")).append('"');
            }
            from = call.end();
        }
        return replaced.append(sql, from, sql.length()).toString();
    }
}
