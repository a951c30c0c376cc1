package io.litestack.core.internal.outbox;

import io.litestack.core.Action;
import io.litestack.core.Store;
import io.litestack.core.Transaction;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.spi.outbox.Inbox;
import io.litestack.core.spi.outbox.Run;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** The inbox of a store, which tells a test of each step, so that it can stop there. */
public final class SteppedInbox implements Inbox {
    /** Where an attempt stands. */
    public enum Step {
        /** It has not asked for the file's write lock yet. */
        BEGINNING,
        /** It has the lock. */
        LOCKED,
        /** The fence has let it pass. */
        PASSED,
        /** The inbox row is written. */
        RECORDED,
        /** The effects are written; COMMIT comes next. */
        WRITTEN,
        /** It is committed, and the work is not finished. */
        COMMITTED
    }

    private final Inbox inner;
    private final Consumer<Step> probe;

    private SteppedInbox(Inbox inner, Consumer<Step> probe) {
        this.inner = inner;
        this.probe = probe;
    }

    /** Puts it in the place of the store's inbox; to be called before anybody has asked for that one. */
    public static void install(Store store, Consumer<Step> probe) {
        StoreInternals.of(store).attachment(Inbox.class, it -> new SteppedInbox(new SqliteInbox(it), probe));
    }

    @Override
    public <X extends Exception> boolean runOnce(Run run, Runnable fence, Action<? super Transaction, X> effects)
            throws X {
        probe.accept(Step.BEGINNING);
        boolean isNew = inner.<X>runOnce(
                run,
                () -> {
                    probe.accept(Step.LOCKED);
                    fence.run();
                    probe.accept(Step.PASSED);
                },
                tx -> {
                    probe.accept(Step.RECORDED);
                    effects.run(tx);
                    probe.accept(Step.WRITTEN);
                });
        probe.accept(Step.COMMITTED);
        return isNew;
    }

    @Override
    public boolean isRecorded(Run run) {
        return inner.isRecorded(run);
    }

    @Override
    public void forget(Collection<Run> runs) {
        inner.forget(runs);
    }

    @Override
    public List<Run> recorded(int limit) {
        return inner.recorded(limit);
    }
}
