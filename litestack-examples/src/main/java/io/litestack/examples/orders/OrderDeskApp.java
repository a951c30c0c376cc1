package io.litestack.examples.orders;

import io.litestack.core.ClosedException;
import io.litestack.core.LitestackException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The command line of the order desk.
 *
 * <pre>{@code
 * mvn -q compile -Drun=jobs                       # takes orders and works on them; Ctrl-C at any moment
 * mvn -q compile -Drun=jobs -Dargs="--orders 0"   # only goes on with what is left
 * mvn -q compile -Drun=jobs -Dargs=list           # the jobs that are left, and those that need help
 * mvn -q compile -Drun=jobs -Dargs=replay         # runs those again, now that the bank works and there is gift paper
 * }</pre>
 *
 * <p>Exit codes: 0 all is done that can be, 1 it could not start or go on, 2 the command line was wrong.
 */
@Command(
        name = "jobs",
        mixinStandardHelpOptions = true,
        description =
                "The order desk of a small shop. Kill it at any instant and start it again: no order is lost, and none"
                        + " is paid or shipped twice.")
public final class OrderDeskApp implements Callable<Integer> {
    private static final int MOST_ORDERS = 100_000;
    private static final int MOST_MILLIS = 60_000;

    @Option(
            names = "--orders",
            defaultValue = "12",
            description = "how many customers come to the desk, 0 to 100000 (${DEFAULT-VALUE})")
    private int orders;

    @Option(
            names = "--pause",
            paramLabel = "<ms>",
            defaultValue = "200",
            scope = ScopeType.INHERIT,
            description =
                    "milliseconds between two customers, and for packing one piece, 0 to 60000 (${DEFAULT-VALUE})")
    private int pause;

    @Option(
            names = "--data",
            paramLabel = "<folder>",
            scope = ScopeType.INHERIT,
            description = "where the data is kept; what the configuration says, if not given")
    private @Nullable Path data;

    @Option(
            names = "--config",
            paramLabel = "<file>",
            defaultValue = "${sys:orders.config}",
            scope = ScopeType.INHERIT,
            description = "the configuration; if not given, the application's own, or litestack.yml in this folder")
    private @Nullable Path config;

    private final AtomicBoolean hasEnded = new AtomicBoolean();

    private OrderDeskApp() {}

    /**
     * Runs the desk and ends the process.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        System.exit(new CommandLine(new OrderDeskApp()).execute(args));
    }

    @Override
    public Integer call() throws InterruptedException {
        return at(desk -> {
            desk.start(Bank.inTrouble(), Duration.ofMillis(pause));
            for (int i = 0; i < orders; i++) {
                Thread.sleep(pause);
                desk.take(Visits.number(i));
            }
            desk.awaitQuiet();
            Summary.print(desk, System.out);
        });
    }

    @Command(description = "Shows the jobs that are left, and those that need help.")
    int list() throws InterruptedException {
        return at(desk -> Summary.print(desk, System.out));
    }

    @Command(description = "Runs the jobs that need help again: the bank works now, and there is gift paper.")
    int replay() throws InterruptedException {
        return at(desk -> {
            desk.bringGiftPaper();
            desk.start(Bank.working(), Duration.ofMillis(pause));
            System.out.println("Running again: " + desk.replay());
            desk.awaitQuiet();
            Summary.print(desk, System.out);
        });
    }

    /** What is done at the open desk. */
    private interface Shift {
        void work(OrderDesk desk) throws InterruptedException;
    }

    private int at(Shift shift) throws InterruptedException {
        if (orders < 0 || orders > MOST_ORDERS) {
            return complain(2, "--orders must be 0 to 100000, but is " + orders);
        }
        if (pause < 0 || pause > MOST_MILLIS) {
            return complain(2, "--pause must be 0 to 60000 ms, but is " + pause);
        }
        Journal journal = new Journal(System.out);
        try (OrderDesk desk = OrderDesk.open(Optional.ofNullable(data), Optional.ofNullable(config), journal)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(desk), "orders-stop"));
            Summary.greet(desk, System.out);
            shift.work(desk);
            hasEnded.set(true);
            return 0;
        } catch (ClosedException e) {
            return 0; // Ctrl-C has closed the desk, and ends the process as soon as that is done
        } catch (LitestackException e) {
            return complain(1, String.valueOf(e.getMessage()));
        }
    }

    /** At Ctrl-C or SIGTERM: closing waits for the jobs that have begun. */
    private void stop(OrderDesk desk) {
        if (!hasEnded.get()) {
            System.out.println("Stopping: the jobs that have begun come to their end.");
            desk.close();
            System.out.println("Stopped. The next start goes on with the others.");
        }
    }

    private int complain(int exitCode, String sentence) {
        hasEnded.set(true);
        System.err.println("error: " + sentence);
        return exitCode;
    }
}
