package io.litestack.core.internal.write;

import io.litestack.core.LitestackException;
import io.litestack.core.Work;
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
