package io.litestack.job.internal.sql;

import io.litestack.core.Codec;
import io.litestack.job.JobFilter;
import io.litestack.job.JobState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Conditions on jobs as SQL, with their parameters. Values are bound; the text holds nothing that came from outside. Immutable
 * once it is put together.
 */
public final class FilterSql {
    private static final String ONLY_FINISHED = " AND finished_at_ms IS NOT NULL";

    private final StringBuilder conditions = new StringBuilder();
    private final List<Object> parameters = new ArrayList<>();

    private FilterSql() {}

    /** None. */
    public static FilterSql all() {
        return new FilterSql();
    }

    /** All conditions of a filter but that on the tag. */
    public static FilterSql of(JobFilter filter) {
        FilterSql sql = new FilterSql();
        sql.states(filter.states());
        if (areFinished(filter.states())
                && (filter.queue().isPresent() || filter.type().isPresent())) {
            FilterSql kinds = kinds(filter.queue(), filter.type());
            sql.conditions
                    .append(" AND kind IN (")
                    .append(JobSql.KINDS)
                    .append(kinds.text())
                    .append(')');
            sql.parameters.addAll(kinds.parameters);
        } else {
            sql.add(" AND queue = ?", filter.queue());
            sql.add(" AND type = ?", filter.type());
        }
        sql.addRest(filter);
        return sql;
    }

    /** Those that no index helps with. */
    public static FilterSql rest(JobFilter filter) {
        FilterSql sql = new FilterSql();
        sql.addRest(filter);
        return sql;
    }

    /** Those of jobs in one state, as far as its index goes. */
    public static FilterSql inState(JobState state, Optional<String> queue, Optional<String> type) {
        FilterSql sql = new FilterSql();
        sql.states(Set.of(state));
        sql.add(" AND queue = ?", queue);
        sql.add(" AND type = ?", type);
        return sql;
    }

    /** Those of pairs of queue and type. */
    public static FilterSql kinds(Optional<String> queue, Optional<String> type) {
        FilterSql sql = new FilterSql();
        sql.add(" AND queue = ?", queue);
        sql.add(" AND type = ?", type);
        return sql;
    }

    /** Of these conditions and others. */
    public FilterSql and(FilterSql others) {
        FilterSql both = new FilterSql();
        both.conditions.append(conditions).append(others.conditions);
        both.parameters.addAll(parameters);
        both.parameters.addAll(others.parameters);
        return both;
    }

    /** Of these conditions and another. */
    public FilterSql and(String condition, Object parameter) {
        FilterSql both = and(new FilterSql());
        both.add(" AND " + condition, Optional.of(parameter));
        return both;
    }

    /** The conditions, each with {@code AND} before it. */
    public String text() {
        return conditions.toString();
    }

    public Object[] parameters(Object... more) {
        List<Object> all = new ArrayList<>(parameters);
        all.addAll(Arrays.asList(more));
        return all.toArray();
    }

    /** The index in which the jobs of a state are, and no others. */
    public static String indexOf(JobState state) {
        return switch (state) {
            case SCHEDULED -> "litejob_scheduled";
            case READY -> "litejob_ready";
            case BLOCKED -> "litejob_limited";
            case RUNNING -> "litejob_running";
            case DONE, DEAD, PARKED -> "litejob_finished";
        };
    }

    private void states(Set<JobState> states) {
        if (states.isEmpty()) {
            return;
        }
        // as literals, since SQLite takes a partial index only for what it can see
        conditions
                .append(states.size() == 1 ? " AND state = " : " AND state IN (")
                .append(states.stream()
                        .map(it -> Integer.toString(SqlValues.number(it)))
                        .sorted()
                        .collect(Collectors.joining(", ")))
                .append(states.size() == 1 ? "" : ")");
        if (areFinished(states)) {
            conditions.append(ONLY_FINISHED);
        }
    }

    private static boolean areFinished(Set<JobState> states) {
        return !states.isEmpty() && states.stream().allMatch(FilterSql::isFinished);
    }

    /** Whether jobs in this state have ended. */
    public static boolean isFinished(JobState state) {
        return indexOf(state).equals("litejob_finished");
    }

    private void addRest(JobFilter filter) {
        filter.payloadPart().ifPresent(this::payloadPart);
        add(" AND instr(reason, ?) > 0", filter.text().reasonPart());
        filter.text().errorPart().ifPresent(this::errorPart);
        filter.text().metadata().forEach(this::metadata);
        add(" AND created_at_ms >= ?", millis(filter.createdFrom()));
        add(" AND created_at_ms < ?", millis(filter.createdBefore()));
        add(" AND run_at_ms >= ?", millis(filter.runFrom()));
        add(" AND run_at_ms < ?", millis(filter.runBefore()));
        add(" AND finished_at_ms < ?", millis(filter.finishedBefore()));
    }

    /** As it was typed, or as it stands in a JSON string. */
    private void payloadPart(String text) {
        String quoted = new String(Codec.json().encode(text), StandardCharsets.UTF_8);
        String escaped = quoted.substring(1, quoted.length() - 1);
        conditions.append(
                escaped.equals(text)
                        ? " AND instr(payload, ?) > 0"
                        : " AND (instr(payload, ?) > 0 OR instr(payload, ?) > 0)");
        parameters.add(text.getBytes(StandardCharsets.UTF_8));
        if (!escaped.equals(text)) {
            parameters.add(escaped.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** In what is said of an error, and not in the names of its fields. */
    private void errorPart(String part) {
        conditions.append(" AND errors IS NOT NULL AND EXISTS (SELECT 1 FROM json_each(errors) error WHERE"
                + " instr(error.value ->> 'type', ?) > 0 OR instr(error.value ->> 'message', ?) > 0"
                + " OR instr(error.value ->> 'stack', ?) > 0)");
        parameters.addAll(List.of(part, part, part));
    }

    private void metadata(String key, String value) {
        conditions.append(" AND metadata IS NOT NULL AND EXISTS (SELECT 1 FROM json_each(metadata) entry"
                + " WHERE entry.key = ? AND entry.value = ?)");
        parameters.addAll(List.of(key, value));
    }

    private void add(String condition, Optional<?> value) {
        value.ifPresent(it -> {
            conditions.append(condition);
            parameters.add(it);
        });
    }

    private static Optional<Long> millis(Optional<Instant> time) {
        return time.map(Millis::of);
    }
}
