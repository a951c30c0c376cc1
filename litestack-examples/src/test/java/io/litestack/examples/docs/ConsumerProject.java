package io.litestack.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

/**
 * A small application of somebody else: a folder with a pom, sources and a Maven of its own home, whose local repository holds
 * what this build has made, and nothing of which is seen outside. Other artifacts come from the repository of this machine, else
 * from where Maven finds them.
 */
final class ConsumerProject {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final List<String> PARTS = List.of(
            "litestack", "litestack-cache", "litestack-cable", "litestack-core", "litestack-db", "litestack-job");
    private static final String VERSION = "0.1.0-SNAPSHOT";

    /** Kept from one run to the next, as the plugins that are fetched into it are. */
    private static final Path HOME = Path.of("target/consumer-home").toAbsolutePath();

    private static final String POM = """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>app</groupId>
              <artifactId>app</artifactId>
              <version>1</version>
              <properties>
                <maven.compiler.release>17</maven.compiler.release>
                <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
              </properties>
              <dependencies>
                %s
              </dependencies>
              <build>
                <finalName>app</finalName>
                <pluginManagement>
                  <plugins>
                    <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.16.0</version>
                      <configuration><compilerArgs><arg>-Xlint:all</arg><arg>-Werror</arg></compilerArgs></configuration>
                    </plugin>
                    <plugin><artifactId>maven-dependency-plugin</artifactId><version>3.11.0</version></plugin>
                    <plugin><artifactId>maven-jar-plugin</artifactId><version>3.5.1</version></plugin>
                    <plugin><artifactId>maven-resources-plugin</artifactId><version>3.5.0</version></plugin>
                    <plugin><artifactId>maven-surefire-plugin</artifactId><version>3.6.1</version></plugin>
                    <plugin>
                      <groupId>org.codehaus.mojo</groupId>
                      <artifactId>exec-maven-plugin</artifactId>
                      <version>3.6.4</version>
                    </plugin>
                  </plugins>
                </pluginManagement>
                <plugins>
                  %s
                </plugins>
              </build>
            </project>
            """;

    private static final String SETTINGS = """
            <settings>
              <profiles>
                <profile>
                  <id>machine</id>
                  <repositories>
                    <repository><id>machine</id><url>%1$s</url><snapshots><enabled>false</enabled></snapshots></repository>
                  </repositories>
                  <pluginRepositories>
                    <pluginRepository><id>machine</id><url>%1$s</url></pluginRepository>
                  </pluginRepositories>
                </profile>
              </profiles>
              <activeProfiles><activeProfile>machine</activeProfile></activeProfiles>
            </settings>
            """;

    private final Path folder;

    /**
     * Makes the project.
     *
     * @param folder an empty folder
     * @param plugins elements of the pom's list of plugins
     */
    ConsumerProject(Path folder, String plugins) throws IOException {
        this(folder, List.of(resource("dependency.xml")), plugins);
    }

    /**
     * Makes the project.
     *
     * @param folder an empty folder
     * @param dependencies elements of the pom's list of dependencies
     * @param plugins elements of the pom's list of plugins
     */
    ConsumerProject(Path folder, List<String> dependencies, String plugins) throws IOException {
        this.folder = folder;
        installParts();
        write("pom.xml", POM.formatted(String.join("", dependencies), plugins));
    }

    /** A file beside the tests, as the documentation shows it. */
    static String resource(String name) throws IOException {
        return Files.readString(
                Path.of("src/test/resources/io/litestack/examples/docs").resolve(name));
    }

    ConsumerProject write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }

    /** Runs what one would paste into a shell, which must succeed; returns what it printed. */
    String paste(String script) throws IOException, InterruptedException {
        Path log = folder.resolve("output.txt");
        Process process = shell(script)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        int status = process.waitFor();
        String output = Files.readString(log);
        assertThat(status).as("%s%n%s", script, output).isZero();
        return output;
    }

    /** Starts one command, which goes on until it is ended. */
    Process start(String command) throws IOException {
        return shell("exec " + command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("background.txt").toFile())
                .start();
    }

    private ProcessBuilder shell(String script) {
        Path java = Path.of(System.getProperty("java.home"));
        ProcessBuilder shell = new ProcessBuilder("sh", "-e", "-c", script);
        Map<String, String> environment = shell.environment();
        environment.put("JAVA_HOME", java.toString());
        environment.put("PATH", java.resolve("bin") + File.pathSeparator + environment.get("PATH"));
        environment.put("MAVEN_OPTS", "-Duser.home=" + HOME);
        return shell.directory(folder.toFile());
    }

    private static void installParts() throws IOException {
        Path machine = Path.of(System.getProperty("user.home"), ".m2", "repository");
        Files.createDirectories(HOME.resolve(".m2"));
        Files.writeString(HOME.resolve(".m2/settings.xml"), SETTINGS.formatted(machine.toUri()));
        install("litestack-parent", ROOT.resolve("pom.xml"));
        for (String part : PARTS) {
            Path jar = install(part, ROOT.resolve(part).resolve("pom.xml"));
            Path built = built(part);
            if (Files.isDirectory(built)) {
                ToolProvider tool = ToolProvider.findFirst("jar").orElseThrow();
                int status = tool.run(System.out, System.err, "-c", "-f", jar.toString(), "-C", built.toString(), ".");
                assertThat(status).isZero();
            } else {
                Files.write(jar, Files.readAllBytes(built));
            }
        }
    }

    /** Installs a pom, and returns where its jar belongs. */
    private static Path install(String artifact, Path pom) throws IOException {
        Path place =
                HOME.resolve(".m2/repository/io/litestack").resolve(artifact).resolve(VERSION);
        Files.createDirectories(place);
        Files.writeString(place.resolve(artifact + "-" + VERSION + ".pom"), Files.readString(pom));
        return place.resolve(artifact + "-" + VERSION + ".jar");
    }

    /** What this build has made of a part: its jar, or a folder of classes where it has not come to the jar. */
    private static Path built(String part) {
        Pattern form =
                Pattern.compile(".*/" + part + "(/target/(quick/)?classes|-" + Pattern.quote(VERSION) + "\\.jar)");
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(it -> form.matcher(it).matches())
                .map(Path::of)
                .findFirst()
                .orElseThrow();
    }
}
