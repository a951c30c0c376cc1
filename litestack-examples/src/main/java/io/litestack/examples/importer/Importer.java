package io.litestack.examples.importer;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The command line of the importer.
 *
 * <pre>{@code
 * mvn -q compile -Drun=import                                        # the file that is shipped
 * mvn -q compile -Drun=import -Dargs="orders.csv --top customer"     # a file of yours
 * }</pre>
 *
 * <p>For one run in one thread. Exit codes: 0 everything is stored, 1 it failed (what was acknowledged is stored), 2 the command line was wrong.
 */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Imports a file of rows into an SQLite store. Killed at any instant and started again, it goes on"
                + " where it stopped.")
public final class Importer implements Callable<Integer> {
    private static final int MOST_THREADS = 64;
    private static final int MOST_BATCH_ROWS = 100_000;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "<file>",
            description =
                    "CSV with a header line, or JSON lines, in UTF-8, plain or in gzip; without it the zip codes of"
                            + " the USA that are shipped")
    private @Nullable Path file;

    @Option(
            names = "--store",
            paramLabel = "<file>",
            description = "the store; data/<name of the file>.db if not given")
    private @Nullable Path store;

    @Option(names = "--start-over", description = "forget what the store holds of an earlier import")
    private boolean startOver;

    @Option(names = "--skip-broken", description = "leave out rows that cannot be read, and list the first of them")
    private boolean skipBroken;

    @Option(names = "--top", paramLabel = "<column>", description = "the column to count the values of at the end")
    private @Nullable String top;

    @Option(
            names = "--delimiter",
            paramLabel = "<char>",
            description = "what separates the fields of CSV; tab for a tab")
    private @Nullable String delimiter;

    @Option(names = "--threads", defaultValue = "4", description = "how many threads, 1 to 64 (${DEFAULT-VALUE})")
    private int threads;

    @Option(
            names = "--batch",
            paramLabel = "<rows>",
            defaultValue = "1000",
            description = "how many rows are stored at once, 1 to 100,000 (${DEFAULT-VALUE})")
    private int batchRows;

    @Option(names = "--acknowledge", description = "print each batch once it is on the disk")
    private boolean acknowledge;

    private final Screen screen;

    private Importer(Screen screen) {
        this.screen = screen;
    }

    /**
     * Runs the importer and ends the process.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        System.exit(run(Screen.system(), args));
    }

    /** Runs the importer and returns its exit code. */
    static int run(Screen screen, String... args) {
        Complaint complaint = new Complaint();
        return new CommandLine(new Importer(screen))
                .setOut(screen.out())
                .setErr(screen.err())
                .setExecutionExceptionHandler(complaint)
                .setParameterExceptionHandler(complaint)
                .execute(args);
    }

    @Override
    public Integer call() {
        check(threads >= 1 && threads <= MOST_THREADS, "--threads must be 1 to 64, but is " + threads);
        check(batchRows >= 1 && batchRows <= MOST_BATCH_ROWS, "--batch must be 1 to 100,000 rows, but is " + batchRows);
        Source source = file == null ? Source.shipped() : Source.file(file);
        Path path = store == null ? Path.of("data", source.stem() + ".db") : store;
        ImportOptions options = new ImportOptions(
                path, threads, batchRows, delimiter(), skipBroken, startOver, acknowledge, Optional.ofNullable(top));
        new Import(source, options, screen).run();
        return 0;
    }

    private Optional<Character> delimiter() {
        if (delimiter == null) {
            return Optional.empty();
        }
        String one = delimiter.equals("tab") || delimiter.equals("\\t") ? "\t" : delimiter;
        check(
                one.length() == 1 && !"\"\r\n".contains(one),
                "--delimiter must be one character that is neither a quote nor a line end, but is \"" + delimiter
                        + '"');
        return Optional.of(one.charAt(0));
    }

    private void check(boolean isRight, String problem) {
        if (!isRight && spec != null) {
            throw new ParameterException(spec.commandLine(), problem);
        }
    }
}
