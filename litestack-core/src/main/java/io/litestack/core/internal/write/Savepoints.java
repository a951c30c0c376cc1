package io.litestack.core.internal.write;

import io.litestack.core.LitestackException;
import io.litestack.core.Work;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Nested writes: each is a savepoint of the transaction around it. One that fails is undone alone, with its hooks; if even that
 * fails the whole transaction must not commit, since half of the nested part may still be there.
 */
final class Savepoints {
    /** The transaction around them. */
    interface Owner {
        /** Runs a statement without parameters. */
        void control(String sql);

        /** Whether statements may run. */
        boolean isUsable();

        /** From now on the transaction can only be rolled back. */
        void doom(LitestackException cause);
    }

    private final Owner owner;
    private final TransactionHooks hooks;
    private int depth;

    /** What was registered when each of those was set that their owner ends one by one; made when it is needed. */
    private @Nullable List<TransactionHooks.Mark> marks;

    Savepoints(Owner owner, TransactionHooks hooks) {
        this.owner = owner;
        this.hooks = hooks;
    }

    <A, T extends @Nullable Object, X extends Exception> T nest(A argument, Work<? super A, T, X> work) throws X {
        TransactionHooks.Mark mark = hooks.mark();
        String savepoint = "s" + ++depth;
        owner.control("SAVEPOINT " + savepoint);
        boolean done = false;
        try {
            T result = work.run(argument);
            owner.control("RELEASE " + savepoint);
            done = true;
            return result;
        } finally {
            depth--;
            if (!done) {
                undo(savepoint, mark);
            }
        }
    }

    /** Sets one that its owner ends, and returns its number. */
    int set() {
        List<TransactionHooks.Mark> all = marks == null ? new ArrayList<>(4) : marks;
        marks = all;
        owner.control("SAVEPOINT o" + (all.size() + 1));
        all.add(hooks.mark());
        return all.size();
    }

    /** Undoes what came after it; it stays. */
    void rollbackTo(int number) {
        List<TransactionHooks.Mark> all = known(number);
        owner.control("ROLLBACK TO o" + number);
        all.subList(number, all.size()).clear();
        hooks.undoTo(all.get(number - 1));
    }

    /** Forgets it, and those after it. */
    void release(int number) {
        List<TransactionHooks.Mark> all = known(number);
        owner.control("RELEASE o" + number);
        all.subList(number - 1, all.size()).clear();
    }

    private List<TransactionHooks.Mark> known(int number) {
        List<TransactionHooks.Mark> all = marks;
        if (all == null || number < 1 || number > all.size()) {
            throw new IllegalArgumentException("there is no savepoint " + number);
        }
        return all;
    }

    private void undo(String savepoint, TransactionHooks.Mark mark) {
        hooks.undoTo(mark);
        if (owner.isUsable()) {
            try {
                owner.control("ROLLBACK TO " + savepoint);
                owner.control("RELEASE " + savepoint);
            } catch (LitestackException e) {
                owner.doom(e);
            }
        }
    }
}
