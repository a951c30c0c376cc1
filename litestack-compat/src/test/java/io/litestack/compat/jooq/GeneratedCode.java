package io.litestack.compat.jooq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import javax.tools.ToolProvider;
import org.jooq.codegen.GenerationTool;
import org.jooq.meta.jaxb.Configuration;
import org.jooq.meta.jaxb.Database;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Target;

/** jOOQ's generated classes: made of a database, compiled together with code that uses them, and loaded. */
final class GeneratedCode {
    private static final String PACKAGE = "io.litestack.compat.jooq.generated";

    private final Path folder;

    GeneratedCode(Path folder) {
        this.folder = folder;
    }

    /** Generates the classes of a database's tables. */
    void generate(DataSource dataSource) throws Exception {
        try (Connection connection = dataSource.getConnection()) {
            GenerationTool tool = new GenerationTool();
            tool.setConnection(connection);
            tool.run(configuration());
        }
    }

    private Configuration configuration() {
        return new Configuration()
                .withLogging(org.jooq.meta.jaxb.Logging.WARN)
                .withGenerator(new Generator()
                        .withDatabase(new Database()
                                .withName("org.jooq.meta.sqlite.SQLiteDatabase")
                                .withExcludes("sqlite_.*|litestack_.*")
                                .withRecordVersionFields("version"))
                        .withTarget(new Target().withPackageName(PACKAGE).withDirectory(folder.toString())));
    }

    /** Compiles it with a class of the test's resources, which is returned. */
    Class<?> compileWith(String name) throws Exception {
        Path source = folder.resolve(name + ".java");
        try (var in = GeneratedCode.class.getResourceAsStream(name + ".java")) {
            Files.copy(in, source);
        }
        List<String> arguments = new ArrayList<>(List.of(
                "-proc:none", "-nowarn", "-d", folder.toString(), "-cp", System.getProperty("java.class.path")));
        arguments.addAll(sources());
        StringWriter errors = new StringWriter();
        boolean isCompiled = ToolProvider.getSystemJavaCompiler()
                .getTask(
                        errors,
                        null,
                        null,
                        arguments.subList(0, 6),
                        null,
                        units(arguments.subList(6, arguments.size())))
                .call();
        assertThat(isCompiled).as(errors.toString()).isTrue();
        URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader());
        return loader.loadClass("io.litestack.compat.jooq." + name);
    }

    private static Iterable<? extends javax.tools.JavaFileObject> units(List<String> sources) {
        return ToolProvider.getSystemJavaCompiler()
                .getStandardFileManager(null, null, null)
                .getJavaFileObjectsFromStrings(sources);
    }

    private List<String> sources() {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(Path::toString).filter(it -> it.endsWith(".java")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
