package io.litestack.core.spi.sql;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A PRAGMA statement, taken apart.
 *
 * @param schema the schema that it names, or null
 * @param name its name in lower case
 * @param value what is given to it after {@code =} or in parentheses, without quotes, or null
 */
public record SqlPragma(
        @Nullable String schema, String name, @Nullable String value) {
    /**
     * Reads a text.
     *
     * @param sql one SQL statement
     * @return its parts, or empty if it is no PRAGMA
     */
    public static Optional<SqlPragma> of(String sql) {
        SqlTokens tokens = new SqlTokens(sql);
        boolean isMore = tokens.next();
        while (isMore && tokens.first() == ';') {
            isMore = tokens.next();
        }
        if (!isMore || !tokens.text().equalsIgnoreCase("PRAGMA") || !tokens.next()) {
            return Optional.empty();
        }
        String schema = null;
        String name = tokens.name();
        isMore = tokens.next();
        if (isMore && tokens.first() == '.' && tokens.next()) {
            schema = name;
            name = tokens.name();
            isMore = tokens.next();
        }
        boolean hasValue = isMore && (tokens.first() == '=' || tokens.first() == '(');
        return Optional.of(new SqlPragma(schema, name.toLowerCase(Locale.ROOT), hasValue ? value(tokens) : null));
    }

    private static String value(SqlTokens tokens) {
        StringBuilder value = new StringBuilder();
        while (tokens.next() && tokens.first() != ';' && tokens.first() != ')') {
            value.append(tokens.name());
        }
        return value.toString();
    }
}
