package io.litestack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application that is a module, with everything on the module path: its migrations lie among its own resources, its payloads
 * and rows in its own package.
 */
@Timeout(120)
class ModularApplicationTest {
    /** What of the class path an application has; the rest is the tests'. */
    private static final Pattern OF_THE_APPLICATION = Pattern.compile(
            ".*/(litestack(-core|-cache|-cable|-db|-job)?(/target/(quick/)?classes|-[0-9][^/]*\\.jar)|(sqlite-jdbc|HikariCP|jackson-[a-z0-9-]+"
                    + "|snakeyaml|caffeine|slf4j-api|jspecify)-[0-9][^/]*\\.jar)");

    @TempDir
    Path folder;

    @BeforeEach
    void write_the_application() throws IOException {
        write("app/Main.java", """
                package app;

                import io.litestack.Litestack;
                import io.litestack.job.JobType;
                import java.nio.file.Path;
                import java.util.concurrent.CountDownLatch;
                import java.util.concurrent.TimeUnit;

                public final class Main {
                    record Welcome(String email) {}

                    record User(long id, String email) {}

                    public static void main(String[] args) throws Exception {
                        JobType<Welcome> welcome = JobType.of("welcome", Welcome.class);
                        CountDownLatch mailed = new CountDownLatch(1);
                        try (Litestack stack = Litestack.builder().dataFolder(Path.of(args[0])).open()) {
                            stack.jobs().handle(welcome, (job, context) -> {
                                System.out.println("mail to " + job.email());
                                mailed.countDown();
                            });
                            stack.start();
                            stack.db().useWrite(tx -> {
                                Welcome ann = new Welcome("ann@example.org");
                                tx.execute("insert into users(email) values (:email)", ann);
                                stack.jobs().enqueue(tx, welcome, ann);
                            });
                            System.out.println(stack.db().query("select * from users", User.class));
                            mailed.await(20, TimeUnit.SECONDS);
                        }
                    }
                }
                """);
        write("module/db/migration/V1__create_users.sql", "create table users(id integer primary key, email text);");
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve("src").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    static String modulePath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(it -> OF_THE_APPLICATION.matcher(it).matches())
                .filter(it -> !it.endsWith("-tests.jar"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private void compile(String friends) throws IOException {
        write("module-info.java", """
                module app {
                    requires io.litestack;
                    requires io.litestack.db;
                    requires io.litestack.job;
                    opens app to %s;
                }
                """.formatted(friends));
        Path module = folder.resolve("src/module");
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "--module-path",
                        modulePath(),
                        "-d",
                        module.toString(),
                        folder.resolve("src/module-info.java").toString(),
                        folder.resolve("src/app/Main.java").toString());
        assertThat(status).isZero();
    }

    private String run() throws IOException, InterruptedException {
        return run("app/app.Main", folder.resolve("data").toString());
    }

    private String run(String main, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.sqlite.tmpdir=" + folder,
                "--module-path",
                modulePath() + File.pathSeparator + folder.resolve("src/module"),
                "--module",
                main));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return output + "exit " + process.waitFor();
    }

    @Test
    void finds_its_migrations_reads_its_rows_and_runs_its_jobs() throws Exception {
        compile("io.litestack.core, io.litestack.db, com.fasterxml.jackson.databind");
        assertThat(run()).contains("[User[id=1, email=ann@example.org]]", "mail to ann@example.org", "exit 0");
    }

    @Test
    void checks_its_configuration_by_the_main_class_of_the_module() throws Exception {
        Path file = Files.writeString(folder.resolve("litestack.yml"), "page_cash: 8MB\n");
        assertThat(run("io.litestack/io.litestack.Main", "check", file.toString()))
                .contains("did you mean the setting page_cache?", "exit 1");
    }

    @Test
    void is_told_whom_its_package_must_be_open_to() throws Exception {
        String opened = "java.base";
        for (String next : List.of("io.litestack.core", "com.fasterxml.jackson.databind", "io.litestack.db")) {
            compile(opened);
            assertThat(run()).contains("let module app open the package app to " + next, "exit 1");
            opened += ", " + next;
        }
    }
}
