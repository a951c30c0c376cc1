package io.litestack;

import io.litestack.core.ConfigException;
import io.litestack.core.spi.config.text.PathEncoding;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * The program that checks and writes configuration files: {@code java -cp ... io.litestack.Main check litestack.yml}. {@code help}
 * lists what it can do. It opens no store.
 *
 * <p>It runs on a class path on which a component is missing too: unlike {@link Litestack} it mentions none.
 */
public final class Main {
    private static final int DONE = 0;
    private static final int PROBLEMS = 1;
    private static final int MISUSE = 2;

    private static final String USAGE = """
            usage: java -cp ... io.litestack.Main <verb>
              check [file] [environment]  prints the configuration that takes effect, and every problem
              init [folder]               writes a starter litestack.yml, and never overwrites one
              litestream file replica [environment]
                                          prints a litestream.yml for the files with checkpoint: external
            exit status: 0 all is well, 1 there are problems, 2 this usage""";

    private final PrintStream out;
    private final PrintStream err;
    private final Supplier<LitestackBuilder> builders;

    Main(PrintStream out, PrintStream err, Supplier<LitestackBuilder> builders) {
        this.out = out;
        this.err = err;
        this.builders = builders;
    }

    /**
     * Does what the arguments say, and ends the JVM.
     *
     * @param arguments {@code check [file] [environment]}, {@code init [folder]}, {@code litestream file replica [environment]} or
     *     {@code help}
     */
    public static void main(String[] arguments) {
        System.exit(new Main(System.out, System.err, Litestack::builder).run(List.of(arguments)));
    }

    /** Does what the arguments say, and returns the exit status. */
    int run(List<String> arguments) {
        try {
            return dispatch(arguments);
        } catch (ConfigException e) {
            err.println(e.getMessage());
            return PROBLEMS;
        } catch (InvalidPathException e) {
            err.println("not a path: " + e.getMessage()
                    + PathEncoding.problem(e.getInput()).map(it -> "; " + it).orElse(""));
            return MISUSE;
        }
    }

    private int dispatch(List<String> arguments) {
        String verb = arguments.isEmpty() ? "" : arguments.get(0);
        int given = arguments.size() - 1;
        if (verb.equals("check") && given <= 2) {
            return check(arguments);
        }
        if (verb.equals("init") && given <= 1) {
            return init(given == 0 ? Path.of("") : Path.of(arguments.get(1)));
        }
        if (verb.equals("litestream") && given >= 2 && given <= 3) {
            return litestream(arguments);
        }
        boolean isAsked = List.of("help", "--help", "-h").contains(verb);
        (isAsked ? out : err).println(USAGE);
        return isAsked ? DONE : MISUSE;
    }

    private int check(List<String> arguments) {
        LitestackBuilder builder = builders.get();
        if (arguments.size() > 1) {
            builder.config(Path.of(arguments.get(1)));
        }
        if (arguments.size() > 2) {
            builder.environment(arguments.get(2));
        }
        ConfigReport report = builder.check();
        out.print(report.configuration());
        report.notes().forEach(note -> out.println("# note: " + note));
        report.problems().forEach(problem -> err.println("problem: " + problem));
        if (!report.isValid()) {
            err.println("nothing is opened before " + (report.problems().size() == 1 ? "this is" : "these are")
                    + " mended");
        }
        return report.isValid() ? DONE : PROBLEMS;
    }

    private int init(Path folder) {
        Path absolute = folder.toAbsolutePath();
        Litestack.init(absolute).forEach(file -> out.println("wrote " + file));
        return DONE;
    }

    private int litestream(List<String> arguments) {
        LitestackBuilder builder = builders.get().config(Path.of(arguments.get(1)));
        if (arguments.size() > 3) {
            builder.environment(arguments.get(3));
        }
        out.print(builder.litestreamYml(arguments.get(2)));
        return DONE;
    }
}
