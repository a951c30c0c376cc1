package io.litestack.core.spi.sql;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What the text of a CREATE says of what it makes.
 *
 * @param kind {@code TABLE}, {@code VIRTUAL TABLE}, {@code VIEW}, {@code INDEX} or {@code TRIGGER}
 * @param isTemporary whether SQLite keeps it with the connection: it is called temporary, or its name is in the schema {@code temp}
 */
public record SqlCreate(String kind, boolean isTemporary) {
    private static final Set<String> TEMPORARY = Set.of("TEMP", "TEMPORARY");
    private static final Set<String> BEFORE_KIND = Set.of("TEMP", "TEMPORARY", "UNIQUE", "VIRTUAL");
    private static final Set<String> KINDS = Set.of("TABLE", "VIEW", "INDEX", "TRIGGER");

    /**
     * Reads a text.
     *
     * @param sql one SQL statement
     * @return what it says, or empty if it is no CREATE
     */
    public static Optional<SqlCreate> of(String sql) {
        SqlTokens tokens = new SqlTokens(sql);
        String word = next(tokens);
        while (word.equals(";")) {
            word = next(tokens);
        }
        if (!word.equals("CREATE")) {
            return Optional.empty();
        }
        boolean isTemporary = false;
        String before = "";
        word = next(tokens);
        while (BEFORE_KIND.contains(word)) {
            isTemporary |= TEMPORARY.contains(word);
            before = word.equals("VIRTUAL") ? "VIRTUAL " : before;
            word = next(tokens);
        }
        return KINDS.contains(word)
                ? Optional.of(new SqlCreate(before + word, isTemporary || isInTemporarySchema(tokens)))
                : Optional.empty();
    }

    private static boolean isInTemporarySchema(SqlTokens tokens) {
        if (next(tokens).equals("IF")) {
            next(tokens); // NOT
            next(tokens); // EXISTS
            next(tokens);
        }
        return isCalledTemporary(tokens) && next(tokens).equals(".");
    }

    private static boolean isCalledTemporary(SqlTokens tokens) {
        return !tokens.text().isEmpty() && tokens.name().equalsIgnoreCase("temp");
    }

    /** The next token in upper case; empty at the end. */
    private static String next(SqlTokens tokens) {
        return tokens.next() ? tokens.text().toUpperCase(Locale.ROOT) : "";
    }
}
