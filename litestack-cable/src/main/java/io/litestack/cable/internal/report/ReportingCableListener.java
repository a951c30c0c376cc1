package io.litestack.cable.internal.report;

import io.litestack.cable.CableListener;
import io.litestack.cable.GapEvent;
import io.litestack.cable.Message;
import io.litestack.cable.Overflow;
import io.litestack.cable.Subscription;
import io.litestack.core.ClosedException;
import io.litestack.core.spi.LogLimit;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what operators should know, and passes everything on to the user's listener, whose exceptions are logged. It never throws.
 * Thread-safe.
 */
public final class ReportingCableListener implements CableListener {
    private static final Logger log = LoggerFactory.getLogger("io.litestack.cable");

    private final CableListener user;
    private final Path file;
    private final LogLimit limit;

    public ReportingCableListener(CableListener user, Path file, LogLimit limit) {
        this.user = user;
        this.file = file;
        this.limit = limit;
    }

    @Override
    public void onHandlerFailure(Subscription subscription, String channel, long id, Throwable cause) {
        guard(() -> limit.admit(subscription + " " + cause.getClass())
                .ifPresent(leftOut -> log.warn(
                        "{}: the handler of {} threw on message {} of {}{}",
                        file,
                        subscription,
                        id,
                        channel,
                        others(leftOut),
                        cause)));
        notifyUser(it -> it.onHandlerFailure(subscription, channel, id, cause));
    }

    @Override
    public void onGap(Subscription subscription, GapEvent gap) {
        guard(() -> log.info(
                "{}: {} has missed messages after {} for good ({}), and goes on at {}",
                file,
                subscription,
                gap.after(),
                gap.reason(),
                gap.resumesAt()));
        notifyUser(it -> it.onGap(subscription, gap));
    }

    @Override
    public void onOverflow(Subscription subscription, Overflow overflow) {
        guard(() -> log.debug("{}: {} does not keep up: {}", file, subscription, overflow));
        notifyUser(it -> it.onOverflow(subscription, overflow));
    }

    @Override
    public void onStarvation(int threads, int waiting, long waitNanos) {
        guard(() -> log.warn(
                "{}: all {} threads for handlers have been busy for {} ms, and {} subscriptions wait; let handlers return"
                        + " sooner, or raise handlerThreads",
                file,
                threads,
                waitNanos / 1_000_000,
                waiting));
        notifyUser(it -> it.onStarvation(threads, waiting, waitNanos));
    }

    @Override
    public void onTrim(long messages, long upTo) {
        guard(() -> log.debug("{}: {} old messages were deleted, up to {}", file, messages, upTo));
        notifyUser(it -> it.onTrim(messages, upTo));
    }

    @Override
    public void onSkip(String consumer, Message message, Throwable cause) {
        guard(() -> log.warn("{}: consumer {} has left out {}", file, consumer, message, cause));
        notifyUser(it -> it.onSkip(consumer, message, cause));
    }

    @Override
    public void onConsumerStop(String consumer, Message message, Throwable cause) {
        guard(() -> log.error(
                "{}: consumer {} has stopped at {}; mend the cause, then resume it", file, consumer, message, cause));
        notifyUser(it -> it.onConsumerStop(consumer, message, cause));
    }

    @Override
    public void onInstanceLost(String process, String reason) {
        guard(() -> log.warn("{}: what {} held is free, because {}", file, process, reason));
        notifyUser(it -> it.onInstanceLost(process, reason));
    }

    @Override
    public void onInternalFailure(String what, Throwable cause) {
        guard(() -> {
            if (cause instanceof ClosedException) {
                log.debug("{}: {}: {}", file, what, cause.toString());
            } else {
                limit.admit(what + " " + cause.getClass())
                        .ifPresent(leftOut -> log.warn("{}: {}: {}{}", file, what, cause.toString(), others(leftOut)));
            }
        });
        notifyUser(it -> it.onInternalFailure(what, cause));
    }

    private static String others(long leftOut) {
        return leftOut == 0 ? "" : " (and so it was " + leftOut + " times more that are not logged)";
    }

    private void notifyUser(Consumer<CableListener> event) {
        if (user == NONE) {
            return;
        }
        try {
            event.accept(user);
        } catch (Throwable e) {
            guard(() -> log.warn("{}: a listener threw", file, e));
        }
    }

    /** An exception whose text cannot be had, or no memory for the line. */
    private static void guard(Runnable line) {
        try {
            line.run();
        } catch (Throwable ignored) {
            // there is nobody left to report it to
        }
    }
}
