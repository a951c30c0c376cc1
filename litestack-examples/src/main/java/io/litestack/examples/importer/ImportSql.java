package io.litestack.examples.importer;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** All SQL of the importer. */
final class ImportSql {
    static final List<String> DROP = List.of(
            "drop table if exists imported",
            "drop table if exists import_file",
            "drop table if exists import_column",
            "drop table if exists import_batch",
            "drop table if exists import_broken");

    static final List<String> CREATE = List.of("""
            create table if not exists import_file(
              id integer primary key check (id = 1),
              name text not null,
              size_bytes integer not null,
              sha256 text not null,
              settings text not null,
              is_complete integer not null default 0
            ) strict""", """
            create table if not exists import_column(
              position integer primary key,
              source_name text not null unique,
              column_name text not null unique collate nocase
            ) strict""", """
            create table if not exists import_batch(
              number integer primary key,
              first_line integer not null,
              last_line integer not null,
              rows integer not null,
              broken_rows integer not null
            ) strict""", """
            create table if not exists import_broken(
              line integer primary key,
              reason text not null
            ) strict""");

    static final String FIND_FILE = "select size_bytes, sha256, settings, is_complete from import_file";

    static final String ADD_FILE =
            "insert into import_file(id, name, size_bytes, sha256, settings) values (1, ?, ?, ?, ?)";

    static final String COMPLETE = "update import_file set is_complete = 1";

    static final String FIND_COLUMNS = "select source_name, column_name from import_column order by position";

    static final String ADD_COLUMN = "insert into import_column(source_name, column_name) values (?, ?)";

    static final String FIND_BATCHES = "select number from import_batch";

    /** Does nothing if another process has stored the batch meanwhile. */
    static final String ADD_BATCH = """
            insert into import_batch(number, first_line, last_line, rows, broken_rows)
            values (?, ?, ?, ?, ?) on conflict do nothing""";

    static final String ADD_BROKEN = "insert into import_broken(line, reason) values (?, ?)";

    static final String FIND_BROKEN = "select line, reason from import_broken order by line limit ?";

    static final String TOTALS =
            "select count(*), coalesce(sum(rows), 0), coalesce(sum(broken_rows), 0) from import_batch";

    private ImportSql() {}

    static String createTable(Collection<String> columns) {
        return "create table imported(" + ColumnNames.quoted(ColumnNames.LINE) + " integer primary key"
                + columns.stream()
                        .map(it -> ", " + ColumnNames.quoted(it) + " any")
                        .collect(Collectors.joining())
                + ") strict";
    }

    static String alterTable(String column) {
        return "alter table imported add column " + ColumnNames.quoted(column) + " any";
    }

    static String insert(Collection<String> columns) {
        return "insert into imported(" + ColumnNames.quoted(ColumnNames.LINE)
                + columns.stream().map(it -> ", " + ColumnNames.quoted(it)).collect(Collectors.joining())
                + ") values (?" + ", ?".repeat(columns.size()) + ")";
    }

    static String countDistinct(String column, int rows) {
        return "select count(distinct value) from (select %s as value from imported limit %d)"
                .formatted(ColumnNames.quoted(column), rows);
    }

    static String topValues(String column, int values) {
        return "select %1$s, count(*) from imported group by 1 order by 2 desc, 1 limit %2$d"
                .formatted(ColumnNames.quoted(column), values);
    }
}
