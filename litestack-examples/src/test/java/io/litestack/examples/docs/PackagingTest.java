package io.litestack.examples.docs;

import static io.litestack.examples.docs.ConsumerProject.resource;
import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Applications are built by Maven as the documentation says, and run: one jar, Spring Boot's, modules, a linked image. */
@Timeout(600)
@Requires({Requires.Facility.LINUX, Requires.Facility.MAVEN})
class PackagingTest {
    private static final String MAIN = """
            package app;

            import io.litestack.Litestack;
            import io.litestack.job.JobType;
            import java.util.concurrent.CountDownLatch;
            import java.util.concurrent.TimeUnit;

            public final class Main {
                record Welcome(String email) {}

                record User(long id, String email) {}

                public static void main(String[] args) throws Exception {
                    JobType<Welcome> welcome = JobType.of("welcome", Welcome.class);
                    CountDownLatch mailed = new CountDownLatch(1);
                    try (Litestack stack = Litestack.open()) {
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
                        System.exit(mailed.await(20, TimeUnit.SECONDS) ? 0 : 1);
                    }
                }
            }
            """;

    private static final String MODULE = """
            // region module-info
            module app {
                requires io.litestack;
                requires io.litestack.db;
                requires io.litestack.job;

                opens app to io.litestack.core,         // records as named parameters
                        io.litestack.db,                // rows as records
                        com.fasterxml.jackson.databind; // payloads of jobs
            }
            // endregion
            """;

    private static final String RUN = "java -jar target/app.jar";

    @TempDir
    Path folder;

    private ConsumerProject project(String plugins) throws IOException {
        return new ConsumerProject(folder, plugins)
                .write("src/main/java/app/Main.java", MAIN)
                .write(
                        "src/main/resources/db/migration/V1__create_users.sql",
                        "create table users(id integer primary key, email text not null) strict;");
    }

    private static void assertWorks(String output) {
        assertThat(output)
                .contains("[User[id=1, email=ann@example.org]]", "mail to ann@example.org")
                .doesNotContain("restricted method", "native-access", "native access");
    }

    /** The whole configuration, of every part. */
    private static void assertChecks(String output) {
        assertThat(output).contains("no configuration file", "db:", "jobs:", "max_payload");
    }

    @Test
    void a_shaded_jar() throws Exception {
        ConsumerProject project = project(resource("shaded-jar.xml"));
        project.paste("mvn -q package");
        assertWorks(project.paste(RUN));
        assertChecks(project.paste(resource("shaded-check.sh")));
    }

    @Test
    void a_shaded_jar_that_kept_one_service_file_of_several() throws Exception {
        String plugin = resource("shaded-jar.xml");
        String careless = plugin.replaceAll(".*ServicesResourceTransformer.*", "");
        assertThat(careless).isNotEqualTo(plugin);
        ConsumerProject project = project(careless);
        project.paste("mvn -q package");
        assertWorks(project.paste(RUN));
    }

    @Test
    void a_jar_of_spring_boot() throws Exception {
        ConsumerProject project = project(resource("spring-boot-jar.xml"));
        project.paste("mvn -q package");
        assertWorks(project.paste(RUN));
        assertChecks(project.paste(resource("spring-boot-check.sh")));
    }

    @Test
    void a_module() throws Exception {
        ConsumerProject project = project("").write("src/main/java/module-info.java", MODULE);
        assertWorks(withoutMaven(project.paste(resource("modular-run.sh"))));
        assertChecks(project.paste(resource("modular-check.sh")));
    }

    @Test
    void a_linked_image() throws Exception {
        ConsumerProject project = project("").write("src/main/java/module-info.java", MODULE);
        assertWorks(withoutMaven(project.paste(resource("jlink.sh"))));
    }

    @Test
    @Requires(Requires.Facility.LITESTREAM)
    void the_lines_for_litestream() throws Exception {
        ConsumerProject project = project(resource("shaded-jar.xml")).write("litestack.yml", resource("backed-up.yml"));
        project.paste("mvn -q package");
        assertWorks(project.paste("LITESTACK_ENV=production " + RUN));
        Path replica = folder.resolve("replica");
        List<String> lines = resource("litestream-lines.sh")
                .replace("s3://bucket/app", replica.toString())
                .lines()
                .toList();
        project.paste(lines.get(0));
        Process replicate = project.start(lines.get(1));
        for (String file : List.of("db.sqlite3", "jobs.sqlite3")) {
            Path copy = replica.resolve(file).resolve("generations");
            Eventually.until("a first copy of " + file, () -> Files.isDirectory(copy));
        }
        replicate.destroy();
        replicate.waitFor();
        project.paste("rm -r data\n" + lines.get(2));
        assertThat(project.paste("LITESTACK_ENV=production " + RUN))
                .contains("User[id=1, email=ann@example.org]", "User[id=2, email=ann@example.org]");
    }

    /** What Maven prints of itself on a newer JDK. */
    private static String withoutMaven(String output) {
        List<String> lines =
                output.lines().filter(it -> !it.contains("/maven/")).toList();
        return String.join("\n", lines);
    }
}
