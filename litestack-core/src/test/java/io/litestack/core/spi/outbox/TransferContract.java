package io.litestack.core.spi.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Store;
import io.litestack.core.StoreConfig;
import io.litestack.core.StoreContract;
import io.litestack.core.Transaction;
import io.litestack.core.testkit.Eventually;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** What the contracts of outbox and relay share: {@link #store} as the source, and a target with a table of what arrived. */
public abstract class TransferContract extends StoreContract {
    /** Opens a relay of the implementation under test. */
    @FunctionalInterface
    public interface RelayOpener {
        Relay open(Store target, String name, Applier applier, Duration timeout);
    }

    protected static final String NAME = "notes";

    private final RelayOpener relays;
    protected Store target;

    protected TransferContract(Opener opener, RelayOpener relays) {
        super(opener);
        this.relays = relays;
    }

    @BeforeEach
    void openTheTarget() {
        target = openTarget("target.db");
    }

    /** The settings of {@link #target}; a subclass may change them. */
    protected void configureTarget(StoreConfig.Builder builder) {}

    /** A file with the table in which {@link #receive} puts what arrives. */
    protected Store openTarget(String file) {
        Store opened = open(file, this::configureTarget);
        opened.execute("create table if not exists received"
                + "(n integer primary key, name text not null, kind text not null, text text not null)");
        return opened;
    }

    /** A relay with a timeout that outlasts every test, attached to {@link #store}. */
    protected Relay relay(Applier applier) {
        return relay(applier, Duration.ofSeconds(20));
    }

    protected Relay relay(Applier applier, Duration timeout) {
        Relay relay = openRelay(NAME, applier, timeout);
        relay.attach(store);
        return relay;
    }

    protected Relay openRelay(String name, Applier applier, Duration timeout) {
        return closeLater(relays.open(target, name, applier, timeout));
    }

    /** The applier of most tests. */
    public static void receive(Transaction tx, OutboxMessage row) {
        tx.execute("insert into received(name, kind, text) values (?, ?, ?)", row.key(), row.kind(), text(row));
    }

    protected static String text(OutboxMessage row) {
        return new String(row.payload(), StandardCharsets.UTF_8);
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Adds a note and sends it, in one transaction. */
    protected void send(Relay relay, String text) {
        store.useWrite(tx -> {
            addNote(tx, text);
            relay.send(tx, "note", bytes(text));
        });
    }

    protected List<String> received() {
        return target.query("select text from received order by n", row -> row.getString(1));
    }

    protected void awaitReceived(String... texts) {
        Eventually.until("all has arrived", () -> received().size() >= texts.length);
        assertThat(received()).containsExactly(texts);
    }

    protected void awaitPruned() {
        Eventually.until("the outbox is empty", () -> Outbox.of(store).size(NAME) == 0);
    }
}
