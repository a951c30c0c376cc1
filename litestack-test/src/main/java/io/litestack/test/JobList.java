package io.litestack.test;

import io.litestack.job.Job;
import io.litestack.job.JobFilter;
import io.litestack.job.JobQueue;
import java.util.List;

/** Lists jobs, for the messages of failures. */
final class JobList {
    private static final int MOST = 10_000;
    private static final int MOST_SHOWN = 20;
    private static final int LONGEST_PAYLOAD = 200;

    private JobList() {}

    /** The newest first. */
    static List<Job> newest(JobQueue queue, JobFilter filter) {
        return queue.admin().find(filter, MOST);
    }

    /** A line for each of the first ones. */
    static String text(List<Job> jobs) {
        if (jobs.isEmpty()) {
            return " none";
        }
        StringBuilder text = new StringBuilder();
        jobs.stream().limit(MOST_SHOWN).forEach(it -> text.append("\n  ").append(line(it)));
        if (jobs.size() > MOST_SHOWN) {
            text.append("\n  and ").append(jobs.size() - MOST_SHOWN).append(" more");
        }
        return text.toString();
    }

    private static String line(Job job) {
        String payload = job.payload().text();
        String shown = payload.length() > LONGEST_PAYLOAD ? payload.substring(0, LONGEST_PAYLOAD) + '…' : payload;
        return "job " + job.id() + ": " + job.type() + " " + shown + ", " + job.state() + ", queue " + job.queue()
                + ", priority " + job.priority() + ", due " + job.runAt()
                + (job.attempts() == 0 ? "" : ", attempt " + job.attempts())
                + (job.tags().isEmpty() ? "" : ", tags " + job.tags())
                + (job.metadata().isEmpty() ? "" : ", metadata " + job.metadata())
                + job.reason().map(it -> ", reason: " + it).orElse("");
    }
}
