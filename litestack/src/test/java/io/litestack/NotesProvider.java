package io.litestack;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreException;
import io.litestack.core.Sync;
import io.litestack.core.spi.Component;
import io.litestack.core.spi.ComponentContext;
import io.litestack.core.spi.ComponentProvider;
import io.litestack.core.spi.config.ConfigBinding;
import io.litestack.core.testkit.Signal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A component that exists in tests only; it writes down what is done to it. */
class NotesProvider implements ComponentProvider<NotesConfig.Builder, NotesConfig> {
    /** What was done to all of them, in order. */
    final List<String> events;

    private final String name;
    private final Sync sync;
    private final int mark;
    private final List<String> failing = new CopyOnWriteArrayList<>();
    private final Map<String, Signal> waiting = new ConcurrentHashMap<>();

    NotesProvider(String name, Sync sync, int mark, List<String> events) {
        this.name = name;
        this.sync = sync;
        this.mark = mark;
        this.events = events;
    }

    /** As the class path's: no events are kept. */
    NotesProvider() {
        this("notes", Sync.NORMAL, 0, new CopyOnWriteArrayList<>());
    }

    /** From now on "open", "start" or "close" fails. */
    NotesProvider failingAt(String step) {
        failing.add(step);
        return this;
    }

    /** From now on "open", "start" or "close" heeds nothing but a signal. */
    NotesProvider waitingAt(String step, Signal signal) {
        waiting.put(step, signal);
        return this;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Class<?> type() {
        return name.equals("secrets") ? Notes.Secret.class : Notes.class;
    }

    @Override
    public String purpose() {
        return "The " + name + " that tests take.";
    }

    @Override
    public void configureStore(StoreConfig.Builder store) {
        store.sync(sync).applicationId(mark);
    }

    @Override
    public NotesConfig.Builder builder(StoreConfig store) {
        return name.equals("secrets") ? new SecretBuilder(store) : new NotesConfig.Builder(store);
    }

    @Override
    public ConfigBinding<NotesConfig.Builder, NotesConfig> binding() {
        return NotesConfig.BINDING;
    }

    @Override
    public Component open(NotesConfig config, ComponentContext context) {
        step("open");
        context.store().execute("create table if not exists " + name + "(text text not null)");
        return new OpenNotes(config, context);
    }

    private void step(String step) {
        events.add(step + " " + name);
        if (waiting.containsKey(step)) {
            waiting.get(step).awaitUninterruptibly();
        }
        if (failing.contains(step)) {
            throw new StoreException(name + " cannot " + step, null);
        }
    }

    /** Tells the second component's builder from the first's. */
    static final class SecretBuilder extends NotesConfig.Builder {
        SecretBuilder(StoreConfig store) {
            super(store);
        }
    }

    private final class OpenNotes implements Component, Notes.Secret {
        private final NotesConfig config;
        private final Store store;
        private boolean isClosed;

        OpenNotes(NotesConfig config, ComponentContext context) {
            this.config = config;
            store = context.store();
        }

        @Override
        public Object service() {
            return name.equals("secrets") ? this : new Plain(this);
        }

        @Override
        public NotesConfig config() {
            return config;
        }

        @Override
        public void add(String text) {
            store.execute("insert into " + name + " values (?)", text);
        }

        @Override
        public long count() {
            return store.query("select count(*) from " + name, row -> row.getLong(1))
                    .get(0);
        }

        @Override
        public void start() {
            step("start");
        }

        @Override
        public String describe() {
            return config.pages() + " pages";
        }

        @Override
        public void close() {
            if (!isClosed) {
                isClosed = true;
                count();
                step("close");
            }
        }
    }

    private record Plain(Notes notes) implements Notes {
        @Override
        public NotesConfig config() {
            return notes.config();
        }

        @Override
        public void add(String text) {
            notes.add(text);
        }

        @Override
        public long count() {
            return notes.count();
        }
    }
}
