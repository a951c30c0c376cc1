package io.litestack.bench.rival;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.litestack.bench.harness.SkippedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL of our own on a free loopback port, with its defaults, behind a pool. It refuses to run as root, so that it runs as
 * the user {@code postgres} then, who needs a folder of its own on the same disk.
 */
public final class PostgresServer implements AutoCloseable {
    /** What the row compares with. */
    public static final String NAME = "PostgreSQL, HikariCP";

    /** How it is set up, for the report. */
    public static final String SETTINGS =
            "Debian's PostgreSQL with its defaults (fsync and synchronous_commit on) on a loopback"
                    + " port; a pool of 8, filled, never retired; the driver keeps prepared statements on the server (after five uses, its"
                    + " default)";

    private static final Path PLACE = Path.of("/usr/lib/postgresql");
    private static final String USER = "postgres";
    private static final int CONNECTIONS = 8;
    private static final int PATIENCE_SECONDS = 60;

    private final Process process;
    private final Path folder;
    private final HikariDataSource pool;

    private PostgresServer(Process process, Path folder, HikariDataSource pool) {
        this.process = process;
        this.folder = folder;
        this.pool = pool;
    }

    /**
     * Starts it and returns once it answers.
     *
     * @param trialFolder the trial's folder; the server's is made beside it
     * @throws SkippedException if PostgreSQL is not installed
     */
    public static PostgresServer start(Path trialFolder) throws IOException, InterruptedException, SkippedException {
        Path programs = programs().orElseThrow(() -> new SkippedException("there is no PostgreSQL under " + PLACE));
        Path folder = Files.createTempDirectory(openParent(trialFolder), "postgres");
        Path data = folder.resolve("data");
        int port = freePort();
        if (isRoot()) {
            Files.setOwner(
                    folder,
                    folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER));
        }
        run(folder, programs.resolve("initdb"), "-D", data.toString(), "-A", "trust", "-U", USER, "-N");
        Process process = command(
                        folder,
                        programs.resolve("postgres"),
                        "-D",
                        data.toString(),
                        "-p",
                        String.valueOf(port),
                        "-h",
                        "127.0.0.1",
                        "-k",
                        folder.toString())
                .start();
        return new PostgresServer(process, folder, pool(port));
    }

    /** A folder on the trial's disk that others may pass. */
    private static Path openParent(Path trialFolder) throws SkippedException {
        for (Path parent = trialFolder.toAbsolutePath().getParent(); parent != null; parent = parent.getParent()) {
            if (!isRoot() || isPassable(parent)) {
                return parent;
            }
        }
        throw new SkippedException("no folder above " + trialFolder + " lets the user " + USER + " pass");
    }

    private static boolean isPassable(Path folder) {
        try {
            for (Path each = folder; each != null; each = each.getParent()) {
                if (!Files.getPosixFilePermissions(each).toString().contains("OTHERS_EXECUTE")) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<Path> programs() throws IOException {
        if (!Files.isDirectory(PLACE)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(PLACE)) {
            return versions.map(it -> it.resolve("bin"))
                    .filter(it -> Files.isExecutable(it.resolve("postgres")))
                    .max(Comparator.naturalOrder());
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static ProcessBuilder command(Path folder, Path program, String... arguments) {
        List<String> command = new ArrayList<>(
                isRoot() ? List.of("setpriv", "--reuid", USER, "--regid", USER, "--clear-groups") : List.of());
        command.add(program.toString());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD);
    }

    private static void run(Path folder, Path program, String... arguments) throws IOException, InterruptedException {
        int code = command(folder, program, arguments).start().waitFor();
        if (code != 0) {
            throw new IOException(program + " ended with code " + code);
        }
    }

    private static HikariDataSource pool(int port) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName(USER);
        source.setUser(USER);
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(CONNECTIONS);
        config.setMaxLifetime(0);
        config.setIdleTimeout(0);
        // the server takes a moment to listen
        config.setInitializationFailTimeout(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        return new HikariDataSource(config);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Connections to it. */
    public DataSource dataSource() {
        return pool;
    }

    @Override
    public void close() {
        pool.close();
        process.destroy();
        try {
            process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            delete();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void delete() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
