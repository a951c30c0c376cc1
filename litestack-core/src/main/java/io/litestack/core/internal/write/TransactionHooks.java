package io.litestack.core.internal.write;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction is to run when it has ended: hooks after its commit or its rollback, and events that the dispatcher runs in
 * the order of the commits. Lists are made when they are needed: most transactions have none. Hooks are
 * registered with the transaction's lock held; the rest is for the thread that owns it.
 */
final class TransactionHooks {
    /** How many of each there were when a nested write began. */
    record Mark(int commitHooks, int rollbackHooks, int events) {}

    private @Nullable List<Runnable> commitHooks;
    private @Nullable List<Runnable> rollbackHooks;
    private @Nullable List<Runnable> events;

    void afterCommit(Runnable hook) {
        commitHooks = added(commitHooks, hook);
    }

    void afterRollback(Runnable hook) {
        rollbackHooks = added(rollbackHooks, hook);
    }

    void afterCommitInOrder(Runnable event) {
        events = added(events, event);
    }

    List<Runnable> commitHooks() {
        return commitHooks == null ? List.of() : commitHooks;
    }

    List<Runnable> rollbackHooks() {
        return rollbackHooks == null ? List.of() : rollbackHooks;
    }

    List<Runnable> events() {
        return events == null ? List.of() : events;
    }

    Mark mark() {
        return new Mark(size(commitHooks), size(rollbackHooks), size(events));
    }

    /**
     * What was registered since a mark belongs to a nested write that is undone: nothing of that was committed, whatever becomes
     * of the whole, so its hooks for a rollback run in either case, and the others in none.
     */
    void undoTo(Mark mark) {
        truncate(commitHooks, mark.commitHooks());
        truncate(events, mark.events());
        List<Runnable> all = rollbackHooks;
        if (all != null) {
            for (Runnable undone : all.subList(mark.rollbackHooks(), all.size())) {
                afterCommit(undone);
            }
        }
    }

    private static List<Runnable> added(@Nullable List<Runnable> hooks, Runnable hook) {
        List<Runnable> list = hooks == null ? new ArrayList<>(4) : hooks;
        list.add(Objects.requireNonNull(hook));
        return list;
    }

    private static int size(@Nullable List<Runnable> list) {
        return list == null ? 0 : list.size();
    }

    private static void truncate(@Nullable List<Runnable> list, int size) {
        if (list != null && list.size() > size) {
            list.subList(size, list.size()).clear();
        }
    }
}
