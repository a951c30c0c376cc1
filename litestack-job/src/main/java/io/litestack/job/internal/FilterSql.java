package io.litestack.job.internal;

import io.litestack.job.JobFilter;
import io.litestack.job.JobState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A filter as SQL. Values are bound; the text holds nothing that came from outside. */
final class FilterSql {
    private final StringBuilder conditions = new StringBuilder();
    private final List<Object> parameters = new ArrayList<>();
    private final String index;

    private FilterSql(JobFilter filter) {
        this.index = indexFor(filter.states());
        states(filter.states());
        add("queue = ?", filter.queue());
        add("type = ?", filter.type());
        add("EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?)", filter.tag());
        add("instr(payload, ?) > 0", filter.payloadPart().map(it -> it.getBytes(StandardCharsets.UTF_8)));
        add("created_at_ms >= ?", millis(filter.createdFrom()));
        add("created_at_ms < ?", millis(filter.createdBefore()));
        add("run_at_ms >= ?", millis(filter.runFrom()));
        add("run_at_ms < ?", millis(filter.runBefore()));
        add("finished_at_ms < ?", millis(filter.finishedBefore()));
    }

    static FilterSql of(JobFilter filter) {
        return new FilterSql(filter);
    }

    String count() {
        return "SELECT count(*) FROM litejob_jobs" + index + " WHERE true" + conditions;
    }

    /** A page of the columns, those with the highest ids below one. */
    String page(String columns) {
        return "SELECT " + columns + " FROM litejob_jobs" + index + " WHERE true" + conditions
                + " AND id < ? ORDER BY id DESC LIMIT ?";
    }

    Object[] parameters(Object... more) {
        List<Object> all = new ArrayList<>(parameters);
        all.addAll(List.of(more));
        return all.toArray();
    }

    /** For states that few jobs are in, the index that holds only these. */
    private static String indexFor(Set<JobState> states) {
        if (states.equals(Set.of(JobState.RUNNING))) {
            return " INDEXED BY litejob_running";
        }
        boolean areRare =
                !states.isEmpty() && Set.of(JobState.DEAD, JobState.PARKED).containsAll(states);
        return areRare ? " INDEXED BY litejob_finished" : "";
    }

    private void states(Set<JobState> states) {
        if (!states.isEmpty()) {
            // as literals, since SQLite takes a partial index only for what it can see
            conditions
                    .append(states.size() == 1 ? " AND state = " : " AND state IN (")
                    .append(states.stream()
                            .map(it -> Integer.toString(JobRows.number(it)))
                            .sorted()
                            .collect(Collectors.joining(", ")))
                    .append(states.size() == 1 ? "" : ")");
        }
        if (index.contains("finished")) {
            conditions.append(" AND finished_at_ms IS NOT NULL");
        }
    }

    private void add(String condition, Optional<?> value) {
        value.ifPresent(it -> {
            conditions.append(" AND ").append(condition);
            parameters.add(it);
        });
    }

    private static Optional<Long> millis(Optional<Instant> time) {
        return time.map(Instant::toEpochMilli);
    }
}
