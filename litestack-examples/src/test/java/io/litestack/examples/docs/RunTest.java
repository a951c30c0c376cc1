package io.litestack.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Requires;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code mvn -q compile -Drun=...} says, how it ends, and what ends with it. */
@Timeout(300)
@Requires({Requires.Facility.LINUX, Requires.Facility.MAVEN})
class RunTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern ADDRESS = Pattern.compile("http://localhost:(\\d+) ");

    @TempDir
    Path folder;

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("mvn", "-ntp", "-q"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(ROOT.toFile()).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.start();
    }

    /** What it says and how it ends, without what Maven does to the colours of a terminal and says of its own on newer JDKs. */
    private List<String> run(String... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>(output.replaceAll("\u001B\\[[0-9;]*m", "")
                .lines()
                .filter(it -> !it.isBlank() && !it.startsWith("WARNING: "))
                .toList());
        lines.add("exit " + process.waitFor());
        return lines;
    }

    @Test
    void a_program_that_fails_says_one_sentence() throws Exception {
        assertThat(run("compile", "-Drun=todo", "-Dargs=--port 70000"))
                .containsExactly("error: --port must be 0 to 65535, but is 70000", "exit 2");
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(run("-Drun=todo", "-Dargs=--port 0 --data " + file))
                .hasSize(2)
                .endsWith("exit 1")
                .first()
                .asString()
                .startsWith("error: ")
                .contains(file.toString());
    }

    @Test
    void a_program_that_there_is_not_is_named() throws Exception {
        assertThat(run("compile", "-Drun=tood"))
                .containsExactly(
                        "error: there is no program \"tood\"; there are todo, jobs, import and bench", "exit 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "KILL"})
    void the_end_of_maven_ends_the_program(String signal) throws Exception {
        Process maven = start("compile", "-Drun=todo", "-Dargs=--port 0 --data " + folder.resolve("data"));
        int port = port(maven);
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        new ProcessBuilder("kill", "-" + signal, Long.toString(maven.pid()))
                .start()
                .waitFor();
        Eventually.until("nobody listens", () -> !isListening(port));
        maven.waitFor();
        Eventually.until(
                "the log is empty, after an orderly close", () -> !Files.exists(folder.resolve("data/db.sqlite3-wal")));
    }

    private static int port(Process maven) throws IOException {
        BufferedReader output =
                new BufferedReader(new InputStreamReader(maven.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher address = ADDRESS.matcher(line);
            if (address.find()) {
                return Integer.parseInt(address.group(1));
            }
            said.append(line).append('\n');
        }
        throw new AssertionError(said);
    }

    private static boolean isListening(int port) {
        try {
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            return true;
        } catch (ConnectException e) {
            return false;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
