package io.litestack.bench;

import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Timing;
import io.litestack.bench.jmh.Benchmarks;
import io.litestack.bench.report.BenchRun;
import io.litestack.bench.report.BenchRun.Place;
import io.litestack.bench.report.BenchRun.Row;
import io.litestack.bench.report.DocsPage;
import io.litestack.bench.report.Plot;
import io.litestack.bench.report.Report;
import io.litestack.bench.scenario.Scenarios;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command. Without options it makes the full run. */
@Command(
        name = "bench",
        description = "Runs Litestack side by side with what a user would pick instead.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class Bench implements Callable<Integer> {
    private static final double QUICK_SECONDS = 1;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec command;

    @Option(names = "--rows", split = ",", paramLabel = "name", description = "only these rows")
    private List<String> names = List.of();

    @Option(names = "--list", description = "list the rows and stop")
    private boolean isListing;

    @Option(names = "--forks", description = "how often each side is measured, each time in a new JVM (5)")
    private @Nullable Integer forks;

    @Option(names = "--seconds", description = "how long a window is (10)")
    private @Nullable Double seconds;

    @Option(names = "--quick", description = "one fork and windows of a second: to try, not to judge")
    private boolean isQuick;

    @Option(names = "--dir", description = "where files go (${DEFAULT-VALUE})")
    private Path folder = Path.of("target", "bench");

    @Option(names = "--memory-dir", description = "a tmpfs, for a second column (${DEFAULT-VALUE})")
    private Path memoryFolder = Path.of("/dev/shm");

    @Option(names = "--json", description = "where the figures go (bench.json in --dir)")
    private @Nullable Path json;

    @Option(names = "--plot", description = "where the plot goes (bench.png in --dir)")
    private @Nullable Path plot;

    @Option(names = "--report", description = "measure nothing, but report what this JSON file says")
    private @Nullable Path former;

    @Option(names = "--docs", description = "rewrite the generated section of this page, and the plot beside it")
    private @Nullable Path docs;

    @Option(
            names = "--jmh",
            arity = "0..1",
            fallbackValue = ".*",
            paramLabel = "regex",
            description = "run the JMH benchmarks that match, instead of the rows")
    private @Nullable String jmh;

    public static void main(String[] arguments) {
        // signs such as ≥ and µs, whatever the locale says
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        System.exit(new CommandLine(new Bench()).setOut(out).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (isListing) {
            Scenarios.all()
                    .forEach(it -> out().printf(
                                    "%-20s %s%n", it.spec().name(), it.spec().title()));
        } else if (jmh != null) {
            Benchmarks.run(jmh, forks(), timing(), Optional.ofNullable(json));
        } else if (former != null) {
            report(BenchRun.read(former));
        } else {
            BenchRun run = measure();
            run.write(json == null ? folder.resolve("bench.json") : json);
            Plot.draw(run, plot == null ? folder.resolve("bench.png") : plot);
            report(run);
            return run.isComplete() ? 0 : 1;
        }
        return 0;
    }

    private PrintWriter out() {
        return command.commandLine().getOut();
    }

    private void report(BenchRun run) throws Exception {
        out().print(Report.text(run));
        out().flush();
        if (former != null && plot != null) {
            Plot.draw(run, plot);
        }
        if (docs != null) {
            DocsPage.rewrite(docs, run);
        }
    }

    private BenchRun measure() throws Exception {
        List<Scenario> scenarios = names.isEmpty()
                ? Scenarios.all()
                : names.stream().map(Scenarios::named).toList();
        Files.createDirectories(folder);
        Map<String, String> facts = facts();
        Runner runner = new Runner(places(), forks(), timing(), out());
        List<Row> rows = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            rows.add(runner.run(scenario));
        }
        return new BenchRun(facts, Settings.describe(), rows);
    }

    private Map<String, String> facts() throws Exception {
        Map<String, String> facts = new LinkedHashMap<>(Machine.describe(folder));
        facts.put(
                "Measured",
                Instant.now().truncatedTo(ChronoUnit.MINUTES) + ", " + forks() + " forks, windows of "
                        + timing().seconds() + " s after a warm-up of "
                        + timing().warmup().toMillis() / 1e3 + " s");
        facts.put(
                "Command",
                "bench "
                        + String.join(
                                " ", command.commandLine().getParseResult().originalArgs()));
        return facts;
    }

    private Map<Place, Path> places() {
        Map<Place, Path> places = new EnumMap<>(Place.class);
        places.put(Place.DISK, folder);
        if (Files.isWritable(memoryFolder)) {
            places.put(Place.MEMORY, memoryFolder);
        }
        return places;
    }

    private int forks() {
        return forks != null ? forks : isQuick ? 1 : 5;
    }

    private Timing timing() {
        return Timing.ofSeconds(seconds != null ? seconds : isQuick ? QUICK_SECONDS : Timing.FULL_SECONDS);
    }
}
