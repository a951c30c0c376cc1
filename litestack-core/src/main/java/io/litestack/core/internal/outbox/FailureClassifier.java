package io.litestack.core.internal.outbox;

import io.litestack.core.ClosedException;
import io.litestack.core.OutcomeUnknownException;
import io.litestack.core.StorageFullException;
import io.litestack.core.StoreBusyException;
import io.litestack.core.StoreException;
import io.litestack.core.StoreInterruptedException;
import io.litestack.core.TimeLimitException;
import java.sql.SQLException;
import java.util.Set;

/** Whose fault a failure is: the row's, which is set aside then, or the moment's, and the batch is tried again. */
final class FailureClassifier {
    private static final int MOST_CHARACTERS = 1000;

    /** SQLite's primary codes for what one statement with its values does wrong; 0 for what came from elsewhere. */
    private static final Set<Integer> OF_A_STATEMENT = Set.of(0, 1, 18, 19, 20, 25);

    private FailureClassifier() {}

    static boolean isOnRow(Throwable failure) {
        if (failure instanceof StackOverflowError) {
            return true;
        }
        if (failure instanceof VirtualMachineError || failure instanceof InterruptedException) {
            return false;
        }
        if (failure instanceof SQLException sql) {
            return isOnRow(new StoreException(String.valueOf(sql.getMessage()), sql));
        }
        if (failure instanceof StoreException store) {
            return !isOnTarget(store) && OF_A_STATEMENT.contains(store.code() & 0xff) && !isCausedByTheMachine(store);
        }
        return !(failure instanceof ClosedException);
    }

    private static boolean isOnTarget(StoreException e) {
        return e instanceof StorageFullException
                || e instanceof StoreBusyException
                || e instanceof StoreInterruptedException
                || e instanceof TimeLimitException
                || e instanceof OutcomeUnknownException;
    }

    /** A command's failure of any kind is wrapped. */
    private static boolean isCausedByTheMachine(StoreException e) {
        return e.getCause() instanceof VirtualMachineError error && !(error instanceof StackOverflowError);
    }

    /** The failure as something that can be thrown anywhere; an Error is thrown here. */
    static RuntimeException unchecked(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException already) {
            return already;
        }
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return new IllegalStateException("a row could not be applied now: " + failure, failure);
    }

    /** What is written down with a dead letter. */
    static String reason(Throwable failure) {
        String text = failure.toString();
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "...";
    }
}
