package io.litestack.db.internal.jdbc.session;

import io.litestack.core.spi.sql.SqlCreate;
import io.litestack.core.spi.sql.SqlInsert;
import io.litestack.core.spi.sql.SqlOutline;
import io.litestack.core.spi.sql.SqlScript;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a statement's text shows before it runs. Immutable; what is known of a text is kept for all connections of a data source.
 *
 * @param text the text
 * @param kind what kind of statement it is
 * @param words its first words
 * @param outline what else it shows
 * @param insert into which table it inserts, if it is a plain INSERT
 */
public record ParsedSql(String text, Kind kind, List<String> words, SqlOutline outline, Optional<SqlInsert> insert) {
    /** The kinds that are treated each in its own way. */
    public enum Kind {
        /** It reads, and can run on a reader. */
        QUERY,
        /** It changes rows, which SQLite counts. */
        CHANGE,
        /** It changes something else, such as the schema. */
        OTHER,
        /** There is no statement in it. */
        EMPTY,
        BEGIN,
        COMMIT,
        ROLLBACK,
        SAVEPOINT,
        RELEASE,
        ROLLBACK_TO,
        PRAGMA,
        /** Several pragmas, with at most one change of rows or of the schema among them. */
        PRAGMAS,
        VACUUM
    }

    private static final Set<String> READS = Set.of("SELECT", "VALUES", "EXPLAIN");
    private static final Set<String> CHANGES_ROWS = Set.of("INSERT", "REPLACE", "UPDATE", "DELETE");
    private static final Set<String> ATTACHES = Set.of("ATTACH", "DETACH");
    private static final Set<String> CHANGES_SCHEMA = Set.of("CREATE", "DROP", "ALTER");

    public static ParsedSql of(String sql) {
        List<SqlScript.Statement> statements = SqlScript.statements(sql);
        SqlOutline outline = SqlOutline.of(sql);
        List<String> words =
                statements.isEmpty() ? List.of() : statements.get(0).words();
        if (statements.size() < 2) {
            return new ParsedSql(sql, kind(words, outline), words, outline, SqlInsert.of(sql));
        } else if (outline.parameterCount() == 0 && arePragmas(statements)) {
            return new ParsedSql(sql, Kind.PRAGMAS, words, outline, Optional.empty());
        }
        throw new IllegalArgumentException("the text holds " + statements.size()
                + " statements, of which only one can be run at a time; run them one by one, as a migration, or as a"
                + " batch: \"" + abbreviate(statements.get(0).text()) + "; …\"");
    }

    /** Whether all are pragmas but for one, at most, that changes something and returns no rows. */
    private static boolean arePragmas(List<SqlScript.Statement> statements) {
        List<SqlScript.Statement> others =
                statements.stream().filter(it -> !it.keyword().equals("PRAGMA")).toList();
        return others.isEmpty() || (others.size() == 1 && isSilentChange(others.get(0)));
    }

    private static boolean isSilentChange(SqlScript.Statement statement) {
        SqlOutline outline = SqlOutline.of(statement.text());
        Kind kind = kind(statement.words(), outline);
        return (kind == Kind.CHANGE || kind == Kind.OTHER) && !outline.hasReturning();
    }

    /** The texts of its statements. */
    public List<String> parts() {
        return SqlScript.statements(text).stream()
                .map(SqlScript.Statement::text)
                .toList();
    }

    private static Kind kind(List<String> words, SqlOutline outline) {
        String first = word(words, 0);
        return switch (first) {
            case "BEGIN" -> Kind.BEGIN;
            case "COMMIT", "END" -> Kind.COMMIT;
            case "SAVEPOINT" -> Kind.SAVEPOINT;
            case "RELEASE" -> Kind.RELEASE;
            case "ROLLBACK" -> words.contains("TO") ? Kind.ROLLBACK_TO : Kind.ROLLBACK;
            case "PRAGMA" -> Kind.PRAGMA;
            case "VACUUM" -> Kind.VACUUM;
            case "WITH" -> outline.mayWrite() ? Kind.CHANGE : Kind.QUERY;
            default -> {
                if (words.isEmpty()) {
                    yield Kind.EMPTY;
                }
                yield READS.contains(first) ? Kind.QUERY : CHANGES_ROWS.contains(first) ? Kind.CHANGE : Kind.OTHER;
            }
        };
    }

    private static String word(List<String> words, int index) {
        return index < words.size() ? words.get(index) : "";
    }

    /** Whether it would give the connection another file. */
    public boolean attaches() {
        return ATTACHES.contains(word(words, 0));
    }

    /** Whether a table may be another one after it. */
    public boolean changesSchema() {
        return CHANGES_SCHEMA.contains(word(words, 0));
    }

    /** Whether it is the same text. */
    public boolean isSame(ParsedSql other) {
        return text.equals(other.text);
    }

    /** Whether it only changes rows, and says nothing but how many. */
    public boolean isPlainChange() {
        return kind == Kind.CHANGE && !outline.hasReturning() && outline.calls().isEmpty();
    }

    /** The name at its end, as of a savepoint. */
    public String lastName() {
        return outline.lastName();
    }

    /** Whether it can return rows, as far as that can be seen; in doubt it can. */
    public boolean mayReturnRows() {
        return switch (kind) {
            case QUERY, PRAGMA -> true;
            case CHANGE -> outline.hasReturning();
            default -> false;
        };
    }

    /** What it makes, if it is a CREATE. */
    public Optional<SqlCreate> creation() {
        return SqlCreate.of(text);
    }

    /** Whether it may insert rows, so that the id of the row inserted last is another one after it. */
    public boolean mayInsert() {
        return insert.isPresent() || (kind == Kind.CHANGE && word(words, 0).equals("WITH"));
    }

    private static String abbreviate(String text) {
        return text.length() <= 100 ? text : text.substring(0, 97) + "...";
    }

    /** What is known of the texts that were run lately; bounded in number and length. Thread-safe. */
    public static final class Cache {
        private static final int MOST_TEXTS = 2_000;
        private static final int LONGEST_TEXT = 32 << 10;

        private final Map<String, ParsedSql> texts = new ConcurrentHashMap<>();

        public ParsedSql get(String sql) {
            ParsedSql known = texts.get(sql);
            return known == null ? parse(sql) : known;
        }

        private ParsedSql parse(String sql) {
            ParsedSql parsed = of(sql);
            if (sql.length() <= LONGEST_TEXT) {
                if (texts.size() >= MOST_TEXTS) {
                    texts.clear();
                }
                texts.put(sql, parsed);
            }
            return parsed;
        }
    }
}
