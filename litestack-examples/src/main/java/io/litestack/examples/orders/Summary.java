package io.litestack.examples.orders;

import io.litestack.job.Job;
import io.litestack.job.JobProgress;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Prints how things stand. */
final class Summary {
    private Summary() {}

    static void greet(OrderDesk desk, PrintStream out) {
        out.println("The order desk, with its data in " + desk.dataFolder() + "; Ctrl-C stops it.");
        long left = desk.countLeft();
        if (left > 0) {
            out.println("From the last time " + left + (left == 1 ? " job is left." : " jobs are left."));
        }
    }

    static void print(OrderDesk desk, PrintStream out) {
        long all = desk.book().count();
        out.println();
        out.println((all - desk.book().countOpen()) + " of " + all + " orders are shipped.");
        section(out, "Waiting or running:", desk.left());
        section(out, "In need of help:", desk.stuck());
        if (!desk.stuck().isEmpty()) {
            out.println("With -Dargs=replay they run again: then the bank works, and there is gift paper.");
        }
    }

    private static void section(PrintStream out, String title, List<Job> jobs) {
        if (!jobs.isEmpty()) {
            out.println(title);
            jobs.forEach(job -> out.println(line(job)));
        }
    }

    private static String line(Job job) {
        return String.format(
                        Locale.ROOT,
                        "  job %-4d %-6s of %-10s %-9s %s",
                        job.id(),
                        job.type(),
                        String.join(" ", job.tags()).replace(':', ' '),
                        job.state().name().toLowerCase(Locale.ROOT),
                        note(job))
                .stripTrailing();
    }

    private static String note(Job job) {
        return job.reason().or(() -> job.progress().map(Summary::note)).orElse("");
    }

    private static String note(JobProgress progress) {
        return progress.done() + " of " + progress.total() + ' ' + progress.message();
    }
}
