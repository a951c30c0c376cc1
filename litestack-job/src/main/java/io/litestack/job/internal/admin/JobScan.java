package io.litestack.job.internal.admin;

import io.litestack.core.Snapshot;
import io.litestack.core.Store;
import io.litestack.job.JobFilter;
import io.litestack.job.JobState;
import io.litestack.job.internal.sql.FilterSql;
import io.litestack.job.internal.sql.JobSql;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the ids of the jobs that a filter lets through, the highest first, page after page. Not thread-safe.
 *
 * <h2>The idea</h2>
 *
 * Each job is in one of the partial indexes, those of waiting jobs ordered by queue, type and id, that of finished ones by the
 * number of the two ({@link io.litestack.job.internal.sql.JobKinds}) and the id; running ones and those that wait for a limit
 * are in other orders, and are sorted. In the part of an index that belongs to one
 * state, queue and type the ids are in order already. So the queues and types that there are in the wanted states are looked up
 * first (of waiting jobs by skipping from each to the next), and then the ids of all these parts are merged as far as the page
 * goes. What a page costs depends on how many queues and types there are, not on how many jobs. (An index of all
 * jobs by queue and another one by type would be simpler, and cost every job four more writes.)
 *
 * <p>A filter with a tag follows the table of tags; one with neither state nor queue nor type follows the table of jobs.
 * Conditions on payloads and times are checked row by row.
 */
public final class JobScan {
    /** If an index has more parts than this, all its entries of the wanted state are sorted instead. */
    private static final int MOST_PARTS = 256;

    private static final int SMALLEST_PAGE = 16;
    private static final int LARGEST_PAGE = 1_000;

    private final Store store;
    private final JobFilter filter;
    private final FilterSql rest;
    private long before;
    private @Nullable List<Source> sources;

    /** Finds those with ids below one. */
    public JobScan(Store store, JobFilter filter, long before) {
        this.store = store;
        this.filter = filter;
        this.rest = FilterSql.rest(filter);
        this.before = before;
    }

    /** The next ids: as many as wanted, or all that are left. */
    List<Long> next(int count) {
        return store.read(snapshot -> next(snapshot, count));
    }

    private List<Long> next(Snapshot snapshot, int count) {
        List<Source> all = sources(snapshot);
        int page = Math.max(SMALLEST_PAGE, Math.min(LARGEST_PAGE, 2 * count / Math.max(1, all.size())));
        List<Long> ids = new ArrayList<>();
        while (ids.size() < count) {
            Source highest = highest(snapshot, all, page);
            if (highest == null) {
                break;
            }
            long id = highest.found.remove();
            // a job that has changed its state since an earlier page is found twice
            if (id < before) {
                ids.add(id);
                before = id;
            }
        }
        return ids;
    }

    private static @Nullable Source highest(Snapshot snapshot, List<Source> all, int page) {
        Source highest = null;
        long highestId = Long.MIN_VALUE;
        for (Source source : all) {
            Long id = source.peek(snapshot, page);
            if (id != null && id >= highestId) {
                highest = source;
                highestId = id;
            }
        }
        return highest;
    }

    /** Where the filter's jobs are looked for. */
    public List<Source> sources(Snapshot snapshot) {
        if (sources == null) {
            sources = findSources(snapshot);
        }
        return sources;
    }

    private List<Source> findSources(Snapshot snapshot) {
        if (filter.tag().isPresent()) {
            FilterSql tag = FilterSql.all().and("t.tag = ?", filter.tag().get());
            return List.of(new Source(JobSql.TAGGED, tag.and(FilterSql.of(filter)), "t.job", before));
        }
        Set<JobState> states =
                filter.states().isEmpty() ? EnumSet.allOf(JobState.class) : EnumSet.copyOf(filter.states());
        boolean isAnyState = states.size() == JobState.values().length;
        if (isAnyState && filter.queue().isEmpty() && filter.type().isEmpty()) {
            return List.of(new Source("SELECT id FROM litejob_jobs WHERE true", rest, "id", before));
        }
        List<Source> found = new ArrayList<>();
        states.forEach(it -> found.addAll(findSources(snapshot, it)));
        return found;
    }

    private List<Source> findSources(Snapshot snapshot, JobState state) {
        FilterSql whole = FilterSql.inState(state, filter.queue(), filter.type());
        List<FilterSql> parts = state == JobState.RUNNING || state == JobState.BLOCKED
                ? List.of(whole)
                : FilterSql.isFinished(state) ? finishedParts(snapshot, state) : parts(snapshot, state);
        if (parts.size() > MOST_PARTS) {
            parts = List.of(whole);
        }
        String select = "SELECT id FROM litejob_jobs INDEXED BY " + FilterSql.indexOf(state) + " WHERE true";
        return parts.stream()
                .map(it -> new Source(select, it.and(rest), "id", before))
                .toList();
    }

    private List<FilterSql> finishedParts(Snapshot snapshot, JobState state) {
        FilterSql ofState = FilterSql.inState(state, Optional.empty(), Optional.empty());
        List<Long> kinds = filter.queue().isEmpty() && filter.type().isEmpty()
                ? kindsThere(snapshot, state)
                : kindsOfFilter(snapshot);
        return kinds.stream().map(kind -> ofState.and("kind = ?", kind)).toList();
    }

    private static List<Long> kindsThere(Snapshot snapshot, JobState state) {
        List<Long> kinds = new ArrayList<>();
        Optional<Long> kind = nextKind(snapshot, state, 0);
        while (kind.isPresent() && kinds.size() <= MOST_PARTS) {
            kinds.add(kind.get());
            kind = nextKind(snapshot, state, kind.get());
        }
        return kinds;
    }

    private static Optional<Long> nextKind(Snapshot snapshot, JobState state, long after) {
        return snapshot.queryFirst(JobSql.nextKind(state), row -> row.getLong(1), after);
    }

    private List<Long> kindsOfFilter(Snapshot snapshot) {
        FilterSql kinds = FilterSql.kinds(filter.queue(), filter.type());
        String sql = JobSql.KINDS + kinds.text() + " LIMIT ?";
        return snapshot.query(sql, row -> row.getLong(1), kinds.parameters(MOST_PARTS + 1));
    }

    /** The conditions for each part of a state's index in which the ids are in order. */
    private List<FilterSql> parts(Snapshot snapshot, JobState state) {
        List<FilterSql> parts = new ArrayList<>();
        String queue = filter.queue().orElse("");
        Optional<Part> part = filter.queue().isPresent() && filter.type().isPresent()
                ? Optional.of(new Part(queue, filter.type().get()))
                : nextPart(snapshot, state, new Part(queue, ""));
        while (part.isPresent() && parts.size() <= MOST_PARTS) {
            Part found = part.get();
            if (filter.queue().isPresent() && !found.queue.equals(queue)) {
                break;
            }
            if (filter.type().isEmpty() || found.type.equals(filter.type().get())) {
                addPart(snapshot, state, found, parts);
            }
            part = nextPart(snapshot, state, found);
        }
        return parts;
    }

    private void addPart(Snapshot snapshot, JobState state, Part part, List<FilterSql> parts) {
        FilterSql conditions = FilterSql.inState(state, Optional.of(part.queue), Optional.of(part.type));
        if (state != JobState.READY) {
            parts.add(conditions);
            return;
        }
        Optional<Long> priority = nextPriority(snapshot, part, Long.MAX_VALUE);
        while (priority.isPresent() && parts.size() <= MOST_PARTS) {
            parts.add(conditions.and("priority = ?", priority.get()));
            priority = nextPriority(snapshot, part, priority.get());
        }
    }

    private static Optional<Part> nextPart(Snapshot snapshot, JobState state, Part after) {
        return snapshot.queryFirst(
                JobSql.nextPart(state), row -> new Part(row.getString(1), row.getString(2)), after.queue, after.type);
    }

    private static Optional<Long> nextPriority(Snapshot snapshot, Part part, long below) {
        return snapshot.queryFirst(JobSql.NEXT_READY_PRIORITY, row -> row.getLong(1), part.queue, part.type, below);
    }

    /** Jobs of one type in one queue. */
    private record Part(String queue, String type) {}

    /** A part of an index (or all of one), and how far it is read. */
    public static final class Source {
        public final String sql;
        private final FilterSql conditions;
        private final Deque<Long> found = new ArrayDeque<>();
        private long before;
        private boolean isExhausted;

        private Source(String select, FilterSql conditions, String id, long before) {
            this.sql = select + conditions.text() + " AND " + id + " < ? ORDER BY " + id + " DESC LIMIT ?";
            this.conditions = conditions;
            this.before = before;
        }

        /** The highest id that is left, or null. */
        private @Nullable Long peek(Snapshot snapshot, int page) {
            if (found.isEmpty() && !isExhausted) {
                found.addAll(snapshot.query(sql, row -> row.getLong(1), conditions.parameters(before, page)));
                isExhausted = found.size() < page;
                if (!found.isEmpty()) {
                    before = found.getLast();
                }
            }
            return found.peek();
        }
    }
}
