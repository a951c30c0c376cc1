package io.litestack.compat.jooq;

import io.litestack.compat.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * jOOQ with generated code. The code is generated from a database of ours, so what uses it cannot be compiled before: the cases
 * are the methods of {@code JooqCases.java} among the resources, each with a new database.
 */
class JooqTest {
    private static final String[] SCHEMA = {
        "create table author(id integer primary key autoincrement, name text not null)",
        """
        create table book(
            id integer primary key autoincrement,
            author_id integer not null references author(id),
            title text not null unique,
            price real,
            published text,
            version integer not null default 0)
        """,
        "create table tag(book_id integer not null references book(id), name text not null, primary key(book_id, name))",
        "create view title as select id, title from book",
        "create trigger tagged after insert on book begin insert into tag values (new.id, 'new'); end",
    };

    @TempDir
    static Path code;

    private static Class<?> cases;

    @BeforeAll
    static void generate(@TempDir Path folder) throws Exception {
        try (TestDatabase database = TestDatabase.open(folder.resolve("app.db"))) {
            create(database.dataSource());
            GeneratedCode generated = new GeneratedCode(code);
            generated.generate(database.dataSource());
            cases = generated.compileWith("JooqCases");
        }
    }

    private static void create(DataSource dataSource) throws Exception {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : SCHEMA) {
                statement.execute(sql);
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> cases(@TempDir Path folder) {
        return Arrays.stream(cases.getMethods())
                .filter(it -> Modifier.isStatic(it.getModifiers()))
                .sorted(Comparator.comparing(Method::getName))
                .map(it -> DynamicTest.dynamicTest(it.getName(), () -> run(it, folder.resolve(it.getName() + ".db"))));
    }

    private static void run(Method method, Path file) throws Throwable {
        try (TestDatabase database = TestDatabase.open(file)) {
            create(database.dataSource());
            DSLContext jooq = DSL.using(database.dataSource(), SQLDialect.SQLITE);
            jooq.settings().withExecuteWithOptimisticLocking(true);
            method.invoke(null, jooq);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
