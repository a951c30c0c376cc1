package io.litestack.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.Requires;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The first page is pasted into an empty project, block by block as it stands there, and run. */
@Timeout(300)
class ReadmeTest {
    private static final Path README = Path.of("").toAbsolutePath().resolveSibling("README.md");
    private static final String MIGRATION = "db/migration/V1__create_users.sql";

    @TempDir
    Path folder;

    /** A block of the page. */
    private static String block(String region) throws IOException {
        Matcher block = Pattern.compile("<!-- region " + region + " -->\\s*```\\w+\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(README));
        assertThat(block.find()).as(region).isTrue();
        return block.group(1);
    }

    /** What the JVM itself says, of Maven's own libraries among them, begins with a word that no line of the log does. */
    private static String withoutWarningsOfTheJvm(String output) {
        return output.lines().filter(it -> !it.startsWith("WARNING: ")).collect(Collectors.joining("\n"));
    }

    /** On a machine that is busy with other things the first start may take a while, which is reported with a stack. */
    private static String withoutSlowTransactions(String output) {
        return output.replaceAll("(?m)^.* has held the writer for \\d+ ms:\\n(?: {4}at .*\\n)*", "");
    }

    private static void assertWorks(String output, int users) {
        assertThat(withoutSlowTransactions(withoutWarningsOfTheJvm(output)))
                .contains("User[id=" + users + ", email=ann@example.org]]", "mailed to ann@example.org")
                .doesNotContain("WARN", "DEBUG", "ERROR", "Exception", "SLF4J");
    }

    @Test
    @Requires({Requires.Facility.LINUX, Requires.Facility.MAVEN})
    void it_runs_in_an_empty_project() throws Exception {
        ConsumerProject project = new ConsumerProject(folder, List.of(block("dependency"), block("logger")), "")
                .write("src/main/resources/logback.xml", block("logging"))
                .write("src/main/resources/" + MIGRATION, block("hello-migration"))
                .write("src/main/java/Hello.java", block("hello"));
        String output = project.paste(block("hello-run"));
        assertWorks(output, 1);
        assertThat(output.lines().filter(it -> it.contains("INFO")))
                .as("quiet: a few lines of the log")
                .hasSizeBetween(1, 8);
        assertWorks(project.paste(block("hello-run")), 2);
    }

    @Test
    void it_compiles_and_runs_on_the_class_path_of_this_build() throws Exception {
        Path source = Files.writeString(folder.resolve("Hello.java"), block("hello"));
        Path migration = folder.resolve(MIGRATION);
        Files.createDirectories(migration.getParent());
        Files.writeString(migration, block("hello-migration"));
        String classPath = folder + File.pathSeparator + System.getProperty("java.class.path");
        int status = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", folder.toString(), "-cp", classPath, source.toString());
        assertThat(status).isZero();
        assertWorks(run(classPath), 1);
        assertWorks(run(classPath), 2);
    }

    private String run(String classPath) throws IOException, InterruptedException {
        Path log = folder.resolve("output.txt");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = List.of(
                java,
                "--enable-native-access=ALL-UNNAMED",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                classPath,
                "Hello");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        return Files.readString(log);
    }
}
