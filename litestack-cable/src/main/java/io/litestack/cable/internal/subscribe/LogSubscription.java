package io.litestack.cable.internal.subscribe;

import io.litestack.cable.Channels;
import io.litestack.cable.CloseReason;
import io.litestack.cable.GapEvent;
import io.litestack.cable.MessageHandler;
import io.litestack.cable.Overflow;
import io.litestack.cable.Position;
import io.litestack.cable.SubscribeOptions;
import io.litestack.cable.Subscription;
import io.litestack.cable.internal.base.ShownMessage;
import io.litestack.cable.internal.dispatch.LogDispatcher;
import io.litestack.cable.internal.log.ChannelFilter;
import io.litestack.cable.internal.log.LogMessage;
import io.litestack.cable.internal.log.LogReader;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One subscription: messages come into its {@link Mailbox}, and one thread at a time, a <em>run</em>, takes them out and calls
 * the handler. A run is scheduled by whoever puts in the first message; it goes on until nothing is left, or until it has taken so
 * long that others should have their turn.
 */
final class LogSubscription implements Subscription {
    private static final int PIECE = 64;
    private static final int PIECE_FROM_MEMORY = 256;
    private static final long TURN_NANOS = 1_000_000;
    private static final long FIRST_PAUSE_NANOS = 50_000_000;
    private static final long LONGEST_PAUSE_NANOS = 2_000_000_000;

    private final SubscriberParts parts;
    private final LogDispatcher dispatcher;
    private final ChannelFilter filter;
    private final SubscribeOptions options;
    private final MessageHandler handler;
    private final Mailbox mailbox;
    private final AtomicBoolean isRemoved = new AtomicBoolean();

    /** What was committed when it subscribed, which need not have been routed by then. */
    private final long head;

    /** All up to here has been delivered, or is not wanted. Written by the run. */
    private final AtomicLong position;

    private volatile CloseReason closeReason = CloseReason.OVERFLOW;

    /** The thread of the run that is under way. */
    private volatile @Nullable Thread runner;

    // The run's alone; one run sees what the one before has left through the mailbox.
    private @Nullable GapEvent firstGap;
    private boolean isLiveReported;
    private long pauseNanos = FIRST_PAUSE_NANOS;

    LogSubscription(
            SubscriberParts parts,
            ChannelFilter filter,
            SubscribeOptions options,
            MessageHandler handler,
            StartPoint start) {
        this.parts = parts;
        this.dispatcher = parts.dispatcher();
        this.filter = filter;
        this.options = options;
        this.handler = handler;
        this.mailbox = new Mailbox(options.overflow(), options.mailbox());
        this.head = start.head();
        this.position = new AtomicLong(start.position());
        this.firstGap = start.gap();
    }

    // For users.

    @Override
    public Channels channels() {
        return filter.channels();
    }

    /** The cursor is read first: what was routed by then is in the mailbox, or was taken out of it. */
    @Override
    public Position position() {
        long cursor = dispatcher.cursor();
        long id = mailbox.isIdle() ? Math.max(position.get(), cursor) : position.get();
        return parts.resources().position(id);
    }

    @Override
    public boolean isLive() {
        return mailbox.isLive();
    }

    @Override
    public boolean isClosed() {
        return mailbox.isClosed();
    }

    @Override
    public void close() {
        close(CloseReason.CLOSED);
    }

    void close(CloseReason reason) {
        if (isRemoved.compareAndSet(false, true)) {
            closeReason = reason;
            parts.remove(this);
            if (mailbox.close()) {
                schedule();
            }
        }
    }

    /** Whether its handler runs on the thread that dispatches. */
    boolean isDirect() {
        return options.direct();
    }

    ChannelFilter filter() {
        return filter;
    }

    /** Whether the current thread is in the handler. */
    boolean isRunningHere() {
        return runner == Thread.currentThread();
    }

    // For the router, with the dispatcher's lock held.

    void offer(ShownMessage message, List<Runnable> afterwards) {
        switch (mailbox.offer(message)) {
            case FIRST -> afterwards.add(options.direct() ? this::runDirect : this::schedule);
            case OVERFLOWN -> afterwards.add(this::reportOverflow);
            case TAKEN -> {}
        }
    }

    void fallBehind(List<Runnable> afterwards) {
        if (mailbox.fallBehind()) {
            afterwards.add(this::schedule);
        }
    }

    private void reportOverflow() {
        parts.resources().counters().overflows.increment();
        parts.resources().listener().onOverflow(this, options.overflow());
        if (options.overflow() == Overflow.DISCONNECT && isRemoved.compareAndSet(false, true)) {
            parts.remove(this);
        }
    }

    // The run.

    /** Has it run soon; if there is no thread, somewhat later. */
    void schedule() {
        try {
            parts.executor().execute(this::run);
        } catch (Throwable e) {
            parts.resources().listener().onInternalFailure("starting a thread for " + this, e);
            pause();
        }
    }

    private void pause() {
        long pause = pauseNanos;
        pauseNanos = Math.min(LONGEST_PAUSE_NANOS, pause * 2);
        parts.timer().schedule(pause, this::schedule);
    }

    /** On the dispatching thread, where nothing may be read. */
    private void runDirect() {
        try {
            Mailbox.Next next;
            do {
                deliverAll(Long.MAX_VALUE);
                next = mailbox.next();
            } while (next == Mailbox.Next.TAKE);
            if (next != Mailbox.Next.NOTHING) {
                schedule();
            }
        } catch (Throwable e) {
            tryAgain(e);
        }
    }

    private void run() {
        try {
            runUntilEndOfTurn();
        } catch (Throwable e) {
            tryAgain(e);
        }
    }

    /** There was no memory for the next piece, or something like that; else nobody ever would. */
    private void tryAgain(Throwable cause) {
        parts.resources().listener().onInternalFailure("delivering to " + this, cause);
        pause();
    }

    private void runUntilEndOfTurn() {
        long end = parts.resources().ticks() + TURN_NANOS;
        while (deliverAll(end)) {
            switch (mailbox.next()) {
                case NOTHING -> {
                    return;
                }
                case END -> {
                    end();
                    return;
                }
                case REPORT_GAP -> reportDropped();
                case READ_LOG -> readLog();
                case TAKE -> {}
            }
        }
        if (mailbox.isClosed()) {
            // nobody may be left to schedule
            end();
        } else {
            schedule();
        }
    }

    /** Delivers what waits; false if there is more, and it is the turn of others. */
    private boolean deliverAll(long end) {
        @Nullable ShownMessage[] piece = new ShownMessage[PIECE];
        for (int count = mailbox.take(piece); count > 0; count = mailbox.take(piece)) {
            deliver(piece, count);
            if (end != Long.MAX_VALUE && parts.resources().ticks() - end > 0) {
                return false;
            }
        }
        return true;
    }

    private void deliver(@Nullable ShownMessage[] messages, int count) {
        ShownMessage first = Objects.requireNonNull(messages[0]);
        if (first.writtenAt() != 0) {
            parts.resources().counters().latency(parts.resources().ticks() - first.writtenAt());
        }
        int delivered = 0;
        runner = Thread.currentThread();
        while (delivered < count && !isRemoved.get()) {
            deliver(Objects.requireNonNull(messages[delivered++]));
        }
        runner = null;
        parts.resources().counters().delivered.add(delivered);
    }

    private void deliver(ShownMessage message) {
        try {
            handler.onMessage(message);
        } catch (Throwable e) {
            parts.resources().counters().failed.increment();
            parts.resources().listener().onHandlerFailure(this, message.channel(), message.id(), e);
            // whoever runs next on this thread has not been interrupted
            Thread.interrupted();
        }
        position.setRelease(message.id());
    }

    // Reading the log.

    /** Delivers the next piece of the log. */
    private void readLog() {
        if (firstGap != null) {
            GapEvent gap = firstGap;
            firstGap = null;
            reportGap(gap);
        }
        if (dispatcher.cursor() < head && position.get() < head) {
            // who has published something and then subscribes finds it there before it is live, whoever routes it when
            dispatcher.makeDurable(head);
            deliverPiece(parts.resources().log().reader().read(filter, position.get(), head));
        } else {
            readToCursor();
        }
        pauseNanos = FIRST_PAUSE_NANOS;
    }

    private void readToCursor() {
        @Nullable LogMessage[] piece = new LogMessage[PIECE_FROM_MEMORY];
        long[] liveAt = new long[1];
        switch (dispatcher.next(position.get(), piece, () -> liveAt[0] = goLive())) {
            case READ ->
                deliverPiece(parts.resources().log().reader().read(filter, position.get(), dispatcher.cursor()));
            case MORE -> deliverFromMemory(piece, position.get());
            case LIVE -> {
                deliverFromMemory(piece, liveAt[0]);
                reportLive(liveAt[0]);
            }
        }
    }

    private void advance(long id) {
        position.setRelease(Math.max(position.get(), id));
    }

    private long goLive() {
        long at = Math.max(position.get(), dispatcher.cursor());
        mailbox.goLive(at);
        return at;
    }

    private void deliverFromMemory(@Nullable LogMessage[] piece, long atLeast) {
        long last = atLeast;
        for (LogMessage message : piece) {
            if (message == null) {
                break;
            }
            last = Math.max(last, message.id());
            if (filter.matches(message.channel())) {
                deliverRead(message);
            }
        }
        advance(last);
    }

    private void deliverPiece(LogReader.Piece piece) {
        LogReader.Loss loss = piece.loss();
        if (loss.isAny()) {
            Set<String> channels = loss.channels().stream().map(filter::shown).collect(Collectors.toSet());
            report(GapEvent.Reason.TRIMMED, position.get(), loss.resumesAt(), channels);
        }
        piece.messages().forEach(this::deliverRead);
        parts.resources().counters().rereads.add(piece.messages().size());
        advance(piece.upTo());
    }

    private void deliverRead(LogMessage message) {
        if (!isRemoved.get()) {
            parts.resources().counters().delivered.increment();
            runner = Thread.currentThread();
            deliver(parts.show(message, filter));
            runner = null;
        }
    }

    private void reportLive(long at) {
        if (!isLiveReported && !isRemoved.get()) {
            isLiveReported = true;
            call(() -> handler.onLive(parts.resources().position(at)));
        }
    }

    private void reportDropped() {
        Mailbox.Dropped dropped = mailbox.takeDropped();
        advance(dropped.upTo());
        report(GapEvent.Reason.DROPPED, dropped.after(), dropped.upTo(), Set.of());
    }

    private void report(GapEvent.Reason reason, long after, long resumesAt, Set<String> channels) {
        Position start = parts.resources().position(after);
        reportGap(new GapEvent(reason, start, parts.resources().position(resumesAt), channels));
    }

    private void reportGap(GapEvent gap) {
        if (!isRemoved.get()) {
            parts.resources().counters().gaps.increment();
            parts.resources().listener().onGap(this, gap);
            call(() -> handler.onGap(gap));
        }
    }

    private void end() {
        call(() -> handler.onClose(closeReason));
    }

    /** Something of the handler's that may throw. */
    private interface Call {
        void run() throws Exception;
    }

    private void call(Call call) {
        runner = Thread.currentThread();
        try {
            call.run();
        } catch (Throwable e) {
            parts.resources().listener().onHandlerFailure(this, "", 0, e);
            Thread.interrupted();
        } finally {
            runner = null;
        }
    }

    @Override
    public String toString() {
        Channels shown = filter.channels();
        String what = shown.names().size() + shown.patterns().size() == 1
                ? String.join("", shown.names()) + String.join("", shown.patterns())
                : shown.names().size() + " channels and " + shown.patterns().size() + " patterns";
        return "Subscription[" + (options.name().isEmpty() ? "" : options.name() + ": ") + what + "]";
    }
}
