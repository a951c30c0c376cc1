package io.litestack.core.internal.notify;

import io.litestack.core.spi.ChangeNotifier;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The listeners of this process. */
public final class ChangeListeners {
    private record Listener(long topics, boolean isOfOthersOnly, Runnable action) {}

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Consumer<Throwable> failures;

    public ChangeListeners(Consumer<Throwable> failures) {
        this.failures = failures;
    }

    /** Calls everyone who listens to one of the topics: another process may have committed. */
    void changed(long topics) {
        call(topics, false);
    }

    /** Calls those who listen to one of the topics and to what this process commits. */
    void changedHere(long topics) {
        call(topics, true);
    }

    private void call(long topics, boolean isOwn) {
        for (Listener listener : listeners) {
            if ((listener.topics & topics) != 0 && !(isOwn && listener.isOfOthersOnly)) {
                try {
                    listener.action.run();
                } catch (Throwable e) {
                    report(e);
                }
            }
        }
    }

    private void report(Throwable cause) {
        try {
            failures.accept(cause);
        } catch (Throwable ignored) {
            // the next one is called whatever becomes of the report
        }
    }

    ChangeNotifier.Subscription add(long topics, boolean isOfOthersOnly, Runnable action) {
        Listener listener = new Listener(topics, isOfOthersOnly, action);
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** All topics that somebody listens to. */
    long interest() {
        long topics = 0;
        for (Listener listener : listeners) {
            topics |= listener.topics;
        }
        return topics;
    }
}
