package io.litestack.core;

import io.litestack.core.testkit.Foreigner;
import io.litestack.core.testkit.LeakCheck;
import io.litestack.core.testkit.Recorder;
import io.litestack.core.testkit.Seed;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link Store} must do, whoever made it. Each behaviour is a subclass; an implementation is tested by giving
 * its opener to all of them, as {@link SqliteStoreTest} does.
 *
 * <p>Each test has {@link #store}, empty but for one table, and may open more; all are closed after it, and nothing of
 * them may be left.
 */
@Timeout(120)
@ExtendWith({LeakCheck.class, Seed.class})
public abstract class StoreContract {
    /** Opens a store of the implementation under test. */
    @FunctionalInterface
    public interface Opener {
        Store open(StoreConfig config);
    }

    @TempDir
    protected Path folder;

    /** Called by every store that {@link #open} opens. */
    protected final Recorder listener = new Recorder();

    protected Store store;
    private final Opener opener;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    protected StoreContract(Opener opener) {
        this.opener = opener;
    }

    @BeforeEach
    void openTheStore() {
        store = open("app.db", this::configure);
        store.execute("create table note(id integer primary key, text text)");
    }

    /** The settings of {@link #store}; a subclass may change them. */
    protected void configure(StoreConfig.Builder builder) {}

    @AfterEach
    void closeEverything() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    /** Opens a further store, or a further handle on the same. */
    protected Store open(String file, Consumer<StoreConfig.Builder> settings) {
        StoreConfig.Builder builder = StoreConfig.builder(folder.resolve(file)).listener(listener);
        settings.accept(builder);
        return closeLater(opener.open(builder.build()));
    }

    /** A connection of another program to the store's file. */
    protected Foreigner foreigner() {
        return closeLater(new Foreigner(store.config().path()));
    }

    /** It is closed after the test, before what was opened before it. */
    protected <T extends AutoCloseable> T closeLater(T resource) {
        opened.push(resource);
        return resource;
    }

    protected List<String> notes() {
        return store.query("select text from note order by id", row -> row.getString(1));
    }

    protected static long addNote(Transaction tx, String text) {
        return tx.insert("insert into note(text) values (?)", text).orElseThrow();
    }
}
