package io.litestack.examples.importer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Gives each name that a file uses a column name that SQLite accepts: distinct also where only the case differs, not empty,
 * without control characters, and apart from {@link #LINE} and {@code rowid}. A name that must change gets a number: {@code city},
 * {@code city_2}, {@code column_3}.
 */
final class ColumnNames {
    /** The key of a row: the line that it begins on. */
    static final String LINE = "_line";

    /** What SQLite calls the key of every table. A column of that name would hide it, and cannot be added later. */
    private static final List<String> ROWID = List.of("rowid", "oid", "_rowid_");

    /** SQLite allows 2,000 columns, and one holds the line. */
    static final int MOST = 1_999;

    /** The longest name. */
    static final int LONGEST = 200;

    private final Set<String> taken = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private int count;

    /** Begins with the names that are in use already. */
    ColumnNames(Collection<String> inUse) {
        taken.add(LINE);
        taken.addAll(ROWID);
        taken.addAll(inUse);
        count = inUse.size();
    }

    /**
     * Gives names to all the fields of a header.
     *
     * @throws IllegalArgumentException if there are too many, or one is too long
     */
    static List<String> distinct(List<@Nullable String> header) {
        ColumnNames names = new ColumnNames(List.of());
        List<String> distinct = new ArrayList<>();
        for (String name : header) {
            distinct.add(names.assign(name == null ? "" : name));
        }
        return distinct;
    }

    /**
     * Gives a name to one more column.
     *
     * @throws IllegalArgumentException if it is one too many, or its name is too long
     */
    String assign(String name) {
        if (name.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "has a column name of %,d characters, beginning with \"%s\"; the most is %d"
                            .formatted(name.length(), name.substring(0, 20), LONGEST));
        }
        if (++count > MOST) {
            throw new IllegalArgumentException(
                    "has more than %,d columns, the most that a table takes".formatted(MOST));
        }
        String clean = name.replaceAll("\\p{Cntrl}+", " ").strip();
        return free(clean.isEmpty() ? "column_" + count : clean);
    }

    private String free(String wanted) {
        String name = wanted;
        for (int i = 2; !taken.add(name); i++) {
            name = wanted + "_" + i;
        }
        return name;
    }

    /** A name as SQL has it, whatever it contains. */
    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
