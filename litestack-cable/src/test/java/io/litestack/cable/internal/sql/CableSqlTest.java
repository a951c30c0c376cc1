package io.litestack.cable.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.cable.Cable;
import io.litestack.cable.CableConfig;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every statement can be prepared, and none scans what it need not. */
class CableSqlTest {
    /** Looks at channels that have lost messages: after a process was stopped for long, and once an hour. */
    private static final Set<String> MAY_SCAN = Set.of("TRIMMED_SINCE", "TRIMMED_BEFORE");

    /** There are as many rows as processes and named consumers. */
    private static final Set<String> SMALL = Set.of(
            "OTHER_INSTANCES",
            "CONSUMERS",
            "FIRST_UNREAD",
            "FREE_CONSUMERS",
            "FREE_ORPHANED_CONSUMERS",
            "FREE_ORPHANED_MEMBERS");

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void create() {
        file = folder.resolve("cable.db");
        Cable.open(CableConfig.builder(file).build()).close();
    }

    @TestFactory
    List<DynamicTest> no_statement_scans_a_table() throws IllegalAccessException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Map.Entry<String, String> statement : statements().entrySet()) {
            tests.add(DynamicTest.dynamicTest(statement.getKey(), () -> {
                List<String> plan = plan(statement.getValue());
                if (!MAY_SCAN.contains(statement.getKey()) && !SMALL.contains(statement.getKey())) {
                    assertThat(plan).noneMatch(it -> it.startsWith("SCAN litecable"));
                }
                if (SMALL.contains(statement.getKey())) {
                    assertThat(plan).noneMatch(it -> it.equals("SCAN litecable_messages"));
                }
            }));
        }
        assertThat(tests).hasSizeGreaterThan(30);
        return tests;
    }

    @Test
    void messages_are_read_in_the_order_of_an_index() throws SQLException {
        assertThat(plan(CableSql.READ))
                .containsExactly("SEARCH litecable_messages USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)");
        assertThat(plan(CableSql.READ_CHANNEL))
                .containsExactly(
                        "SEARCH litecable_messages USING INDEX litecable_by_channel (hash=? AND id>? AND id<?)");
        assertThat(plan(CableSql.TRIM))
                .containsExactly("SEARCH litecable_messages USING INTEGER PRIMARY KEY (rowid<?)");
    }

    private static Map<String, String> statements() throws IllegalAccessException {
        Map<String, String> found = new TreeMap<>();
        for (Field field : CableSql.class.getDeclaredFields()) {
            if (field.getType() == String.class && !Modifier.isPrivate(field.getModifiers())) {
                found.put(field.getName(), (String) field.get(null));
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
