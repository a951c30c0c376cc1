package io.litestack.compat.slt;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.compat.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import net.hydromatic.sqllogictest.ISqlTestOperation;
import net.hydromatic.sqllogictest.OptionsParser;
import net.hydromatic.sqllogictest.SltSqlStatement;
import net.hydromatic.sqllogictest.SltTestFile;
import net.hydromatic.sqllogictest.SqlTestQuery;
import net.hydromatic.sqllogictest.SqlTestQueryOutputDescription.SortOrder;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * SQLite's own sqllogictest through our data source and through the driver alone: each statement must have the same answer. Some
 * files, and of each the first statements; with {@code -Dlitestack.soak=N} that many files, of 622, and all their statements.
 */
class SqlLogicTest {
    private static final long FILES = Long.getLong("litestack.soak", 0);
    private static final int STATEMENTS = 400;
    private static final List<String> SOME = List.of(
            "select1.test",
            "select3.test",
            "evidence/in1.test",
            "evidence/slt_lang_aggfunc.test",
            "evidence/slt_lang_createtrigger.test",
            "evidence/slt_lang_createview.test",
            "evidence/slt_lang_dropindex.test",
            "evidence/slt_lang_droptable.test",
            "evidence/slt_lang_droptrigger.test",
            "evidence/slt_lang_dropview.test",
            "evidence/slt_lang_reindex.test",
            "evidence/slt_lang_replace.test",
            "evidence/slt_lang_update.test",
            "index/delete/10/slt_good_0.test",
            "index/random/1000/slt_good_4.test",
            "index/view/10000/slt_good_0.test",
            "random/aggregates/slt_good_129.test",
            "random/expr/slt_good_0.test",
            "random/groupby/slt_good_13.test",
            "random/select/slt_good_124.test");

    @TestFactory
    Stream<DynamicTest> same_answers(@TempDir Path folder) throws Exception {
        return files().map(it -> DynamicTest.dynamicTest(it, () -> compare(it, folder)));
    }

    private static Stream<String> files() throws Exception {
        if (FILES == 0) {
            return SOME.stream();
        }
        Path jar = Path.of(SltTestFile.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (JarFile entries = new JarFile(jar.toFile())) {
            return entries.stream()
                    .filter(it -> it.getName().endsWith(".test") && it.getSize() > 0)
                    .map(JarEntry::getName)
                    .map(it -> it.replaceFirst("^test/", ""))
                    .sorted()
                    .limit(FILES)
                    .toList()
                    .stream();
        }
    }

    private static void compare(String file, Path folder) throws Exception {
        String name = file.replace('/', '-');
        try (TestDatabase database = TestDatabase.open(folder.resolve(name + ".db"));
                Connection ours = database.dataSource().getConnection();
                Connection theirs = DriverManager.getConnection("jdbc:sqlite:")) {
            compare(read(file), new Answers(ours), new Answers(theirs));
        }
    }

    private static void compare(List<ISqlTestOperation> operations, Answers ours, Answers theirs) {
        long answered = 0;
        for (ISqlTestOperation operation : operations) {
            String sql = operation instanceof SqlTestQuery query
                    ? query.getQuery()
                    : ((SltSqlStatement) operation).statement;
            List<String> expected = theirs.of(sql);
            if (isOrdered(operation)) {
                assertThat(ours.of(sql)).as(sql).isEqualTo(expected);
            } else {
                assertThat(ours.of(sql)).as(sql).containsExactlyInAnyOrderElementsOf(expected);
            }
            answered += expected.equals(List.of("an error")) ? 0 : 1;
        }
        assertThat(answered).as("statements that are no errors").isGreaterThan(operations.size() / 2);
    }

    /** The order that nobody asked for is another one where statistics are kept. */
    private static boolean isOrdered(ISqlTestOperation operation) {
        return !(operation instanceof SqlTestQuery query) || query.outputDescription.getOrder() == SortOrder.NONE;
    }

    private static List<ISqlTestOperation> read(String file) throws IOException {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        SltTestFile test = new SltTestFile("test/" + file);
        test.parse(new OptionsParser(false, nowhere, nowhere).parse());
        List<ISqlTestOperation> all = test.fileContents;
        return FILES == 0 ? all.subList(0, Math.min(STATEMENTS, all.size())) : all;
    }
}
