package io.litestack.job;

import java.time.Instant;
import java.util.List;

/**
 * A started {@link JobWorkers} of some process, as its row says. Immutable.
 *
 * @param id a number that no other one of this file ever has
 * @param name host and process
 * @param startedAt since when it works, by its wall clock
 * @param queues the queues that it works on
 * @param jobs how many jobs it has leased, those that it has prefetched among them; {@link Job#worker} names it there
 */
public record WorkerInfo(long id, String name, Instant startedAt, List<String> queues, int jobs) {
    /**
     * Copies the list.
     *
     * @param id see above
     * @param name see above
     * @param startedAt see above
     * @param queues see above
     * @param jobs see above
     */
    public WorkerInfo {
        queues = List.copyOf(queues);
    }
}
