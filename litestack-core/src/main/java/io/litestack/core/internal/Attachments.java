package io.litestack.core.internal;

import io.litestack.core.ClosedException;
import io.litestack.core.Store;
import io.litestack.core.internal.context.CloseSequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What modules keep beside an open file: one object of a type, which lives as long as the file is open. */
final class Attachments {
    private final Store store;
    private final Map<Class<?>, Object> all = new HashMap<>();
    private boolean closed;

    Attachments(Store store) {
        this.store = store;
    }

    synchronized <C> C get(Class<C> type, Function<? super Store, ? extends C> maker) {
        if (closed) {
            throw new ClosedException(store.config().path() + " is closed", null);
        }
        Object existing = all.get(type);
        if (existing == null) {
            existing = maker.apply(store);
            all.put(type, existing);
        }
        return type.cast(existing);
    }

    /** Closes those that can be; outside the monitor, since they may have threads that ask for another. */
    void close() {
        CloseSequence steps = new CloseSequence();
        for (Object attachment : taken()) {
            if (attachment instanceof AutoCloseable closeable) {
                steps.run(closeable::close);
            }
        }
        steps.throwFirst("closing what stands on the store");
    }

    private synchronized List<Object> taken() {
        closed = true;
        List<Object> taken = new ArrayList<>(all.values());
        all.clear();
        return taken;
    }
}
