package io.litestack.core.spi.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What only the text of a CREATE TABLE says, and no pragma of SQLite: the names of constraints, and when foreign keys are checked.
 *
 * @param primaryKey the name of the primary key, or null if it has none
 * @param foreignKeys the foreign keys in the order of the text, which is the reverse of {@code foreign_key_list}'s
 */
public record SqlTableText(@Nullable String primaryKey, List<ForeignKey> foreignKeys) {
    /**
     * A foreign key.
     *
     * @param name its name, or null if it has none
     * @param isDeferrable whether a transaction may put off its check
     * @param isDeferred whether every transaction does
     */
    public record ForeignKey(@Nullable String name, boolean isDeferrable, boolean isDeferred) {}

    private static final SqlTableText NOTHING = new SqlTableText(null, List.of());

    /** The words with which a constraint begins; none can be a name without quotes. */
    private static final Set<String> CONSTRAINTS = Set.of(
            "PRIMARY",
            "NOT",
            "NULL",
            "UNIQUE",
            "CHECK",
            "DEFAULT",
            "COLLATE",
            "REFERENCES",
            "FOREIGN",
            "GENERATED",
            "AS");

    /**
     * Reads a text.
     *
     * @param sql a CREATE TABLE as {@code sqlite_schema} has it, or null
     * @return what it says; nothing if it is the text of something else
     */
    public static SqlTableText of(@Nullable String sql) {
        return sql == null ? NOTHING : new Reader(sql).read();
    }

    /** Goes over the tokens of the outer parentheses. */
    private static final class Reader {
        private final SqlTokens tokens;
        private final List<ForeignKey> found = new ArrayList<>();
        private @Nullable String primaryKey;

        /** The name that the next constraint has, and the one of a FOREIGN KEY until its REFERENCES. */
        private @Nullable String name;

        private int depth;
        private String before = "";

        Reader(String sql) {
            this.tokens = new SqlTokens(sql);
        }

        SqlTableText read() {
            while (tokens.next()) {
                char first = tokens.first();
                if (first == '(') {
                    depth++;
                } else if (first == ')') {
                    depth--;
                } else if (depth == 1) {
                    token(first);
                }
            }
            return new SqlTableText(primaryKey, List.copyOf(found));
        }

        private void token(char first) {
            if (first == ',') {
                name = null;
                before = "";
                return;
            }
            String word = tokens.isWord() ? tokens.text().toUpperCase(Locale.ROOT) : "";
            if (before.equals("CONSTRAINT")) {
                name = tokens.name();
                before = "";
                return;
            }
            switch (word) {
                case "PRIMARY" -> primaryKey = name;
                case "REFERENCES" -> found.add(new ForeignKey(name, false, false));
                case "DEFERRABLE" -> deferrable(!before.equals("NOT"), false);
                case "DEFERRED" -> deferrable(isLastDeferrable(), before.equals("INITIALLY"));
                default -> {}
            }
            if (CONSTRAINTS.contains(word) && !word.equals("FOREIGN")) {
                name = null;
            }
            before = word;
        }

        private boolean isLastDeferrable() {
            return !found.isEmpty() && found.get(found.size() - 1).isDeferrable();
        }

        private void deferrable(boolean isDeferrable, boolean isDeferred) {
            if (!found.isEmpty()) {
                ForeignKey last = found.remove(found.size() - 1);
                found.add(new ForeignKey(last.name(), isDeferrable, isDeferrable && isDeferred));
            }
        }
    }
}
