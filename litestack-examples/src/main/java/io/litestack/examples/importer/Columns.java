package io.litestack.examples.importer;

import io.litestack.core.Transaction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which column of the table holds which name of the source. JSON lines bring new names at any time: they get their column
 * in the very transaction that stores their first row. May be used by several threads at the same time.
 */
final class Columns {
    /** Committed columns only. */
    private final Map<String, String> known = new ConcurrentHashMap<>();

    /** Makes the table, with the columns of the names that are known so far. */
    void create(Transaction tx, List<String> names) {
        ColumnNames columnNames = new ColumnNames(List.of());
        Map<String, String> all = new LinkedHashMap<>();
        names.forEach(name -> all.put(name, assign(columnNames, name)));
        tx.execute(ImportSql.createTable(all.values()));
        all.forEach((name, column) -> tx.execute(ImportSql.ADD_COLUMN, name, column));
    }

    /**
     * Finds the columns of some names, and makes those that are missing.
     *
     * @return the columns in the order of the names
     * @throws ImportException if the table would have too many
     */
    List<String> of(Transaction tx, Collection<String> names) {
        if (!known.keySet().containsAll(names)) {
            Map<String, String> all = complete(tx, names);
            tx.afterCommit(() -> known.putAll(all));
            return names.stream().map(all::get).toList();
        }
        return names.stream().map(known::get).toList();
    }

    private static Map<String, String> complete(Transaction tx, Collection<String> names) {
        Map<String, String> all = new LinkedHashMap<>();
        tx.query(ImportSql.FIND_COLUMNS, row -> all.put(row.getString(1), row.getString(2)));
        List<String> missing = new ArrayList<>(names);
        missing.removeAll(all.keySet());
        ColumnNames columnNames = new ColumnNames(all.values());
        for (String name : missing) {
            String column = assign(columnNames, name);
            tx.execute(ImportSql.alterTable(column));
            tx.execute(ImportSql.ADD_COLUMN, name, column);
            all.put(name, column);
        }
        return all;
    }

    private static String assign(ColumnNames names, String name) {
        try {
            return names.assign(name);
        } catch (IllegalArgumentException e) {
            throw new ImportException(
                    "the file " + e.getMessage() + "; make it simpler, or nest what belongs together", e);
        }
    }
}
