package io.litestack.cable.internal.dispatch;

import io.litestack.cable.internal.log.LogMessage;
import io.litestack.cable.internal.log.LogReader;
import io.litestack.cable.internal.log.MessageLog;
import io.litestack.cable.internal.sql.CableSql;
import io.litestack.core.Store;
import io.litestack.core.Sync;
import io.litestack.core.spi.ChangeNotifier;
import io.litestack.core.spi.LoopWorker;
import io.litestack.core.spi.StoreInternals;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Gives the messages of one open file to the subscribers in this process, each once, in the order of their commits. There is one
 * for each open file, whatever number of cables stand on it. Thread-safe.
 *
 * <h2>The cursor</h2>
 *
 * All messages up to it have been routed. Commits come in two ways. Those of this process are announced by the store's own
 * dispatcher, in the order of the commits, with the messages in memory ({@link #committed}). What other processes commit is read
 * from the table by a loop of its own, when the store's notifier says that there may be something. Each commit has the ids that
 * follow those of the commit before, whichever process made it; so an announced batch may be routed from memory if and only if it
 * begins right after the cursor. If not, somebody else has committed in between, and the loop reads what is missing together with
 * the batch. If its messages are at or before the cursor the loop was faster. Nothing else is needed to tell own messages from
 * others, and nothing can be routed twice, left out, or too early.
 *
 * <h2>The lock</h2>
 *
 * Routing puts references into mailboxes, with the lock held; handlers run outside it. Subscribing registers with the lock held
 * as well: it gets everything after the cursor of that moment by its mailbox, and reads everything before from the log. A
 * subscriber that reads the log goes live with the lock held when it has reached the cursor ({@link #next}), so nothing comes
 * between what it has read and what is routed to it. The cursor may be behind what is committed; what was so before somebody
 * subscribed it reads from the log in any case, and passes over when it is routed.
 *
 * <h2>A process that was stopped</h2>
 *
 * Messages may be deleted while it does not look. Each piece that the loop reads also says up to where the log is deleted; if
 * that is behind the cursor, all subscribers read the log for themselves, where they find which of them have missed something.
 *
 * <h2>Idle</h2>
 *
 * While nobody subscribes nothing is read, kept or routed; the cursor is set anew with the first subscription.
 */
public final class LogDispatcher implements AutoCloseable {
    private final Store store;
    private final MessageLog log;
    private final boolean isFull;
    private final ReentrantLock lock = new ReentrantLock();
    private final MessageRing ring = new MessageRing();
    private final List<Router> routers = new CopyOnWriteArrayList<>();
    private final LoopWorker loop;
    private final Object interestLock = new Object();
    private ChangeNotifier.@Nullable Subscription interest;

    /** Only with the lock held. */
    private int subscribers;

    /** Those whose handlers run on the thread that routes; only with the lock held. */
    private int directSubscribers;

    private volatile boolean hasSubscribers;
    private volatile boolean hasDirectSubscribers;
    private volatile long cursor;

    private LogDispatcher(Store store, MessageLog log) {
        this.store = store;
        this.log = log;
        this.isFull = store.config().sync() == Sync.FULL;
        this.loop = StoreInternals.of(store).loop("cable-reader", this::readNew);
    }

    /** Returns the dispatcher of an open file. */
    public static LogDispatcher of(Store store, MessageLog log) {
        return StoreInternals.of(store).attachment(LogDispatcher.class, open -> new LogDispatcher(open, log));
    }

    /** Has messages given to the subscribers of a cable, once it has some. */
    public void attach(Router router) {
        routers.add(router);
    }

    public void detach(Router router) {
        routers.remove(router);
    }

    /** All messages up to here have been routed. */
    public long cursor() {
        return cursor;
    }

    // Publishing.

    /** Whether handlers may run in {@link #committed}, so that it matters which thread that is called on. */
    public boolean hasDirectSubscribers() {
        return hasDirectSubscribers;
    }

    /** Messages were committed by this process; called in the order of its commits. */
    public void committed(List<LogMessage> messages) {
        if (!hasSubscribers) {
            return;
        }
        showIds(messages.get(messages.size() - 1).id());
        List<Runnable> afterwards = new ArrayList<>();
        boolean isNext;
        lock.lock();
        try {
            int from = firstAfterCursor(messages);
            isNext = from == messages.size() || messages.get(from).id() == cursor + 1;
            if (isNext) {
                route(messages, from, afterwards);
            }
        } finally {
            lock.unlock();
        }
        afterwards.forEach(Runnable::run);
        if (!isNext) {
            loop.wake();
        }
    }

    private int firstAfterCursor(List<LogMessage> messages) {
        int from = 0;
        while (from < messages.size() && messages.get(from).id() <= cursor) {
            from++;
        }
        return from;
    }

    private void route(List<LogMessage> messages, int from, List<Runnable> afterwards) {
        for (int i = from; i < messages.size(); i++) {
            LogMessage message = messages.get(i);
            ring.add(message);
            for (Router router : routers) {
                router.route(message, afterwards);
            }
            // after it is in the mailboxes: who sees the cursor there finds them filled
            cursor = message.id();
        }
    }

    /** Once in a million messages; they are delivered also if the disk fails just then. */
    private void showIds(long last) {
        try {
            log.range().ensureDurable(last);
        } catch (RuntimeException e) {
            StoreInternals.of(store).listener().onHookFailure(store.config().path(), e);
        }
    }

    // Reading what others have published.

    /**
     * Called by the thread that hears of it, for all stores of the process: so it reads what is new only if that calls no handler and
     * waits for no disk.
     */
    private void othersPublished() {
        if (isFull || hasDirectSubscribers) {
            loop.wake();
        } else {
            loop.runOrWake();
        }
    }

    private long readNew() {
        if (!hasSubscribers) {
            return LoopWorker.Step.UNTIL_WOKEN;
        }
        LogReader.Piece piece = log.reader().readAll(cursor);
        if (!piece.messages().isEmpty()) {
            makeDurable(piece.upTo());
        }
        take(piece);
        return LogReader.isCut(piece.messages()) ? 0 : LoopWorker.Step.UNTIL_WOKEN;
    }

    /** Messages up to an id, which are committed, may be shown when this returns, though they have not been routed. */
    public void makeDurable(long upTo) {
        if (isFull) {
            // whoever has committed them may not have flushed them yet
            store.sync();
        }
        showIds(upTo);
    }

    private void take(LogReader.Piece piece) {
        List<Runnable> afterwards = new ArrayList<>();
        lock.lock();
        try {
            long lostUpTo = piece.loss().resumesAt();
            if (subscribers == 0) {
                return;
            } else if (piece.loss().isAny() && lostUpTo > cursor) {
                cursor = lostUpTo;
                ring.clear(lostUpTo);
                routers.forEach(it -> it.fallBehind(afterwards));
            }
            route(piece.messages(), firstAfterCursor(piece.messages()), afterwards);
        } finally {
            lock.unlock();
        }
        afterwards.forEach(Runnable::run);
    }

    // Subscribing.

    /**
     * Adds a subscriber: it gets what is routed from now on.
     *
     * @param head the id of a message that is committed, read just now
     * @param isDirect whether its handler runs on the thread that routes
     * @param registration adds it to its router; run with the lock held
     */
    public void add(long head, boolean isDirect, Runnable registration) {
        boolean isFirst;
        lock.lock();
        try {
            isFirst = subscribers == 0;
            if (isFirst) {
                cursor = Math.max(cursor, head);
                ring.clear(cursor);
            }
            registration.run();
            count(1, isDirect);
        } finally {
            lock.unlock();
        }
        adjustInterest();
        if (isFirst) {
            // what was committed after the head was read, and before anybody was there to be told
            loop.wake();
        }
    }

    /**
     * Removes a subscriber.
     *
     * @param isDirect what was said when it was added
     * @param removal removes it from its router; run with the lock held
     */
    public void remove(boolean isDirect, Runnable removal) {
        lock.lock();
        try {
            removal.run();
            count(-1, isDirect);
            if (!hasSubscribers) {
                ring.clear(cursor);
            }
        } finally {
            lock.unlock();
        }
        adjustInterest();
    }

    private void count(int change, boolean isDirect) {
        subscribers += change;
        hasSubscribers = subscribers > 0;
        directSubscribers += isDirect ? change : 0;
        hasDirectSubscribers = directSubscribers > 0;
    }

    /** Runs something with the lock held. */
    public void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    private void adjustInterest() {
        synchronized (interestLock) {
            if (hasSubscribers && interest == null) {
                loop.start();
                interest = StoreInternals.of(store)
                        .changeNotifier()
                        .subscribeToOthers(CableSql.PUBLISHED_TOPIC, this::othersPublished);
            } else if (!hasSubscribers && interest != null) {
                interest.close();
                interest = null;
            }
        }
    }

    /** What a subscriber that reads the log is to do next. */
    public enum Next {
        /** It has got everything up to the cursor, and is live. */
        LIVE,
        /** It has got the next messages from memory. */
        MORE,
        /** They are not in memory any more. */
        READ
    }

    /**
     * Gives a subscriber that has come to a position the messages that follow, of all channels, if they are in memory.
     *
     * @param position up to where it has got everything
     * @param into gets the messages, and nulls behind them
     * @param goLive run with the lock held if these are all that there are
     */
    public Next next(long position, @Nullable LogMessage[] into, Runnable goLive) {
        lock.lock();
        try {
            if (position < cursor && !ring.hasAllAfter(position)) {
                return Next.READ;
            }
            int count = ring.copyAfter(position, into);
            if (count < into.length) {
                goLive.run();
                return Next.LIVE;
            }
            return Next.MORE;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        synchronized (interestLock) {
            if (interest != null) {
                interest.close();
                interest = null;
            }
        }
        loop.close();
    }
}
