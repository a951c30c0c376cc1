package io.litestack.job;

import io.litestack.core.Codec;
import io.litestack.core.CodecException;
import io.litestack.core.StoreException;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;

/**
 * Looks into the file of a queue without opening the queue: nothing is changed, the tables least of all, so that a new version of
 * a program can do so while the former one works on the file.
 */
public final class JobFile {
    private static final String WAITING =
            "SELECT id, type, queue, payload FROM litejob_jobs WHERE state IN (0, 1, 5, 6) ORDER BY id DESC";

    private static final int MOST_LISTED = 1_000;

    private JobFile() {}

    /**
     * Prints the jobs of a file that wait and fit none of the types that the services of {@link JobTypes} name, and ends the JVM:
     * with 0 if there are none, with 1 if there are, and with 2 if that cannot be found out.
     *
     * @param arguments the file
     */
    public static void main(String[] arguments) {
        List<JobType<?>> types = new ArrayList<>();
        ServiceLoader.load(JobTypes.class).forEach(it -> types.addAll(it.types()));
        System.exit(check(arguments, types));
    }

    private static int check(String[] arguments, List<JobType<?>> types) {
        if (arguments.length != 1) {
            System.err.println("usage: java -cp ... " + JobFile.class.getName() + " file");
            return 2;
        }
        if (types.isEmpty()) {
            System.err.println("no service of the interface " + JobTypes.class.getName() + " names types of jobs");
            return 2;
        }
        try {
            List<UnfitJob> unfit = check(Path.of(arguments[0]), types, MOST_LISTED);
            unfit.forEach(
                    it -> System.out.println(it.id() + " " + it.type() + " in " + it.queue() + ": " + it.reason()));
            return unfit.isEmpty() ? 0 : 1;
        } catch (StoreException | InvalidPathException e) {
            System.err.println(e.getMessage());
            return 2;
        }
    }

    /**
     * Tries whether the jobs that wait fit some types, whose payloads are JSON, as {@link JobAdmin#check(Collection, int)}.
     *
     * @param file the file
     * @param types all types that there will be handlers for
     * @param limit at most so many of those that do not fit, at least 1
     * @return the newest first; empty if all fit
     * @throws StoreException if there is no such file, it is not the file of a queue, or it cannot be read
     */
    public static List<UnfitJob> check(Path file, Collection<JobType<?>> types, int limit) {
        if (!Files.isRegularFile(file)) {
            throw new StoreException("there is no file " + file.toAbsolutePath(), null);
        }
        Map<String, Type> payloads = new HashMap<>();
        for (JobType<?> type : types) {
            payloads.put(type.name(), type.payload());
            type.aliases().forEach(it -> payloads.put(it, type.payload()));
        }
        Properties readOnly = new Properties();
        readOnly.setProperty("open_mode", "1");
        readOnly.setProperty("busy_timeout", "5000");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath(), readOnly);
                PreparedStatement select = connection.prepareStatement(WAITING);
                ResultSet jobs = select.executeQuery()) {
            List<UnfitJob> unfit = new ArrayList<>();
            while (unfit.size() < limit && jobs.next()) {
                String type = jobs.getString(2);
                Optional<String> problem = problem(jobs.getBytes(4), Optional.ofNullable(payloads.get(type)));
                if (problem.isPresent()) {
                    unfit.add(new UnfitJob(jobs.getLong(1), type, jobs.getString(3), problem.get()));
                }
            }
            return unfit;
        } catch (SQLException e) {
            throw new StoreException(
                    file.toAbsolutePath() + " cannot be read as the file of a job queue: " + e.getMessage(), e);
        }
    }

    private static Optional<String> problem(byte[] payload, Optional<Type> type) {
        if (type.isEmpty()) {
            return Optional.of("there is no handler for its type");
        }
        try {
            Codec.json().decode(payload, type.get());
            return Optional.empty();
        } catch (CodecException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
