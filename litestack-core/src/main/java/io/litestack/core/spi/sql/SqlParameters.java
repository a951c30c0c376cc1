package io.litestack.core.spi.sql;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the named parameters of a statement where SQLite finds them: outside strings, quoted names and comments. The text
 * itself is left as it is, since SQLite numbers names in the order in which they first appear.
 */
public final class SqlParameters {
    private SqlParameters() {}

    /**
     * Lists the names.
     *
     * @param sql one SQL statement
     * @return the names without their colon, each once, in the order of their numbers
     * @throws IllegalArgumentException if a parameter is not written {@code :name}, or some are and others are {@code ?}
     */
    public static List<String> names(String sql) {
        Set<String> names = new LinkedHashSet<>();
        SqlTokens tokens = new SqlTokens(sql);
        boolean hasNumbered = false;
        while (tokens.next()) {
            if (tokens.isNamedParameter() && tokens.first() == ':') {
                names.add(plain(tokens.text().substring(1), sql));
            } else if (isOtherStyle(tokens)) {
                throw new IllegalArgumentException(
                        "write parameters with a colon, such as :name, and not \"" + tokens.text() + "\": " + sql);
            }
            hasNumbered |= tokens.first() == '?';
        }
        if (hasNumbered && !names.isEmpty()) {
            throw new IllegalArgumentException("named parameters and ? cannot be mixed: " + sql);
        }
        return List.copyOf(names);
    }

    /** SQLite's further ways to write a parameter's name, {@code @name} and {@code $name}. */
    private static boolean isOtherStyle(SqlTokens tokens) {
        return tokens.first() == '@' || tokens.first() == '$';
    }

    private static String plain(String name, String sql) {
        for (String tcl : new String[] {"$", "::", "("}) {
            if (name.contains(tcl)) {
                throw new IllegalArgumentException("a parameter's name must not hold '" + tcl
                        + "', which SQLite takes for a part of it: :" + name + " in " + sql);
            }
        }
        return name;
    }
}
