package io.litestack.cable;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what a cable reported. */
final class RecordingListener implements CableListener {
    final List<Throwable> handlerFailures = new CopyOnWriteArrayList<>();
    final List<GapEvent> gaps = new CopyOnWriteArrayList<>();
    final List<Overflow> overflows = new CopyOnWriteArrayList<>();
    final List<Integer> starvations = new CopyOnWriteArrayList<>();
    final List<Long> trims = new CopyOnWriteArrayList<>();
    final List<String> skips = new CopyOnWriteArrayList<>();
    final List<String> stops = new CopyOnWriteArrayList<>();
    final List<String> lostInstances = new CopyOnWriteArrayList<>();
    final List<Throwable> internalFailures = new CopyOnWriteArrayList<>();

    @Override
    public void onHandlerFailure(Subscription subscription, String channel, long id, Throwable cause) {
        handlerFailures.add(cause);
    }

    @Override
    public void onGap(Subscription subscription, GapEvent gap) {
        gaps.add(gap);
    }

    @Override
    public void onOverflow(Subscription subscription, Overflow overflow) {
        overflows.add(overflow);
    }

    @Override
    public void onStarvation(int threads, int waiting, long waitNanos) {
        starvations.add(threads);
    }

    @Override
    public void onTrim(long messages, long upTo) {
        trims.add(upTo);
    }

    @Override
    public void onSkip(String consumer, Message message, Throwable cause) {
        skips.add(message.text());
    }

    @Override
    public void onConsumerStop(String consumer, Message message, Throwable cause) {
        stops.add(message.text());
    }

    @Override
    public void onInstanceLost(String process, String reason) {
        lostInstances.add(reason);
    }

    @Override
    public void onInternalFailure(String what, Throwable cause) {
        internalFailures.add(cause);
    }
}
