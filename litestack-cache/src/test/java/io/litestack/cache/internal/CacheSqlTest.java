package io.litestack.cache.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.cache.Cache;
import io.litestack.cache.internal.sql.CacheSql;
import io.litestack.cache.internal.sql.CoordinationSql;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every statement can be prepared, and none scans what it need not. */
class CacheSqlTest {
    /** What looks at everything on purpose, and what reads the first row only, which SQLite calls a scan. */
    private static final Set<String> MAY_SCAN = Set.of(
            "COUNT",
            "LARGEST",
            "GENERATIONS",
            "REMOVE_GENERATIONS",
            "LAST_PLACE",
            "NEXT_CHECK",
            "HEAD",
            "HEAD_ROW",
            "IS_DISPENSABLE",
            "OLDEST",
            "TRIM");

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void create() {
        file = folder.resolve("cache.db");
        Cache.open(file).close();
    }

    @TestFactory
    List<DynamicTest> no_statement_scans_a_table() throws IllegalAccessException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Map.Entry<String, String> statement : statements().entrySet()) {
            tests.add(DynamicTest.dynamicTest(statement.getKey(), () -> {
                List<String> plan = plan(statement.getValue());
                if (!MAY_SCAN.contains(statement.getKey())) {
                    assertThat(plan).noneMatch(it -> it.startsWith("SCAN litecache"));
                }
                assertThat(plan)
                        .as("sorted")
                        .filteredOn(it -> !statement.getKey().equals("LARGEST"))
                        .noneMatch(it -> it.contains("TEMP B-TREE"));
            }));
        }
        assertThat(tests).hasSizeGreaterThan(20);
        return tests;
    }

    private static Map<String, String> statements() throws IllegalAccessException {
        Map<String, String> found = new TreeMap<>();
        for (Class<?> each : List.of(CacheSql.class, CoordinationSql.class)) {
            for (Field field : each.getDeclaredFields()) {
                if (field.getType() == String.class && !Modifier.isPrivate(field.getModifiers())) {
                    found.put(field.getName(), (String) field.get(null));
                }
            }
        }
        return found;
    }

    private List<String> plan(String sql) throws SQLException {
        List<String> steps = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("EXPLAIN QUERY PLAN " + sql)) {
            while (rows.next()) {
                steps.add(rows.getString("detail"));
            }
        }
        return steps;
    }
}
