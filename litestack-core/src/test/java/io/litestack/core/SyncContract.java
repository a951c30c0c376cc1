package io.litestack.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.Foreigner;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which writes wait for the disk, and that they share its flushes. */
public abstract class SyncContract extends StoreContract {
    protected SyncContract(Opener opener) {
        super(opener);
    }

    private Store at(Sync sync) {
        Store other = open(sync + ".db", it -> it.sync(sync));
        other.execute("create table t(n integer)");
        return other;
    }

    private static void insert(Transaction tx) {
        tx.execute("insert into t values (1)");
    }

    @Test
    void at_full_each_write_is_flushed_before_it_returns_and_before_its_hooks_run() {
        Store full = at(Sync.FULL);
        for (int i = 0; i < 5; i++) {
            long before = full.stats().syncs();
            List<Long> atHook = new ArrayList<>();
            full.useWrite(tx -> {
                insert(tx);
                tx.afterCommit(() -> atHook.add(full.stats().syncs()));
            });
            assertThat(atHook.get(0)).isGreaterThan(before);
        }
        long before = full.stats().syncs();
        full.execute("insert into t values (1)");
        assertThat(full.stats().syncs()).isGreaterThan(before);
    }

    @Test
    void at_normal_only_a_synced_write_is_flushed() {
        Store normal = at(Sync.NORMAL);
        normal.useWrite(SyncContract::insert);
        assertThat(normal.stats().syncs()).isZero();
        normal.useWrite(WriteOptions.synced(), SyncContract::insert);
        assertThat(normal.stats().syncs()).isEqualTo(1);
        normal.useWrite(SyncContract::insert);
        assertThat(normal.stats().syncs()).isEqualTo(1);
    }

    @Test
    void a_synced_nested_write_makes_the_outermost_one_synced() {
        Store normal = at(Sync.NORMAL);
        normal.useWrite(outer -> {
            insert(outer);
            normal.useWrite(WriteOptions.synced(), SyncContract::insert);
            assertThat(normal.stats().syncs()).isZero();
        });
        assertThat(normal.stats().syncs()).isEqualTo(1);
    }

    @Test
    void sync_flushes_what_is_committed_by_whomever() {
        Store normal = at(Sync.NORMAL);
        normal.useWrite(SyncContract::insert);
        normal.sync();
        long before = normal.stats().syncs();
        assertThat(before).isPositive();
        long commits = normal.stats().commits();
        try (Foreigner foreigner = new Foreigner(normal.config().path())) {
            foreigner.execute("insert into t values (2)");
        }
        normal.sync();
        assertThat(normal.stats().syncs()).isGreaterThan(before);
        assertThat(normal.stats().commits() - commits).as("a sync is no commit").isBetween(0L, 1L);
    }

    @Test
    void at_off_a_flush_is_refused_wherever_it_is_asked_for_and_nothing_is_stored() {
        Store off = at(Sync.OFF);
        assertThatIllegalArgumentException().isThrownBy(off::sync).withMessageContaining("OFF");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> off.useWrite(WriteOptions.synced(), SyncContract::insert))
                .withMessageContaining("OFF.db")
                .withMessageContaining("NORMAL or FULL");
        off.useWrite(tx -> assertThatIllegalArgumentException()
                .isThrownBy(() -> off.useWrite(WriteOptions.synced(), SyncContract::insert)));
        off.useWrite(SyncContract::insert);
        assertThat(off.query("select n from t", row -> row.getLong(1))).hasSize(1);
        assertThat(off.stats().syncs()).isZero();
    }

    @Test
    void those_who_commit_at_the_same_time_share_the_flushes() {
        Store full = at(Sync.FULL);
        long before = full.stats().commits();
        List<Background<Void>> threads = IntStream.range(0, 8)
                .mapToObj(i -> Background.run("writer " + i, () -> {
                    for (int n = 0; n < 25; n++) {
                        full.useWrite(SyncContract::insert);
                    }
                }))
                .toList();
        threads.forEach(Background::result);
        StoreStats stats = full.stats();
        assertThat(stats.commits() - before).isGreaterThanOrEqualTo(200);
        assertThat(stats.syncs()).isBetween(1L, stats.commits());
        assertThat(stats.syncNanosTotal()).isGreaterThanOrEqualTo(stats.syncNanosMax());
        assertThat(listener.commits).hasValueGreaterThanOrEqualTo(200);
    }

    @Test
    void the_figures_tell_what_was_done() {
        StoreStats before = store.stats();
        store.useWrite(tx -> addNote(tx, "a"));
        assertThatThrownBy(() -> store.useWrite(tx -> {
                    throw new IllegalStateException("mine");
                }))
                .hasMessage("mine");
        store.query("select 1", row -> row.getLong(1));
        StoreStats after = store.stats();
        assertThat(after.commits() - before.commits()).isPositive();
        assertThat(after.rollbacks() - before.rollbacks()).isPositive();
        assertThat(after.heldNanosTotal()).isGreaterThan(before.heldNanosTotal());
        assertThat(after.heldNanosMax()).isPositive();
        // the maintenance may just have waited
        Eventually.until("nobody waits", () -> store.stats().waiting() == 0);
        assertThat(after.queuedCommands()).isZero();
        assertThat(after.readersActive()).isZero();
        assertThat(after.readersIdle()).isPositive();
    }
}
