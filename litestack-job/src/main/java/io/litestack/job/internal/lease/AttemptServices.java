package io.litestack.job.internal.lease;

import io.litestack.core.Store;
import io.litestack.core.Transaction;
import io.litestack.core.Work;
import io.litestack.job.JobError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an attempt asks of the workers that run it. */
public interface AttemptServices {
    /** Whether the workers are being stopped. */
    boolean isStopping();

    /** The attempt has progress to be written. */
    void progressed(Attempt attempt);

    /** How earlier attempts have failed. */
    List<JobError> errors(Attempt attempt);

    /** A result as it is stored. */
    byte[] encodeResult(Attempt attempt, Object value);

    /** Runs work in a transaction with which the job is done. */
    <T extends @Nullable Object, X extends Exception> T write(
            Store store, Attempt attempt, Work<? super Transaction, T, X> work) throws X;
}
