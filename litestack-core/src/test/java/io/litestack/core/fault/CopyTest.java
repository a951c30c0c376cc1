package io.litestack.core.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.core.StorageFullException;
import io.litestack.core.Store;
import io.litestack.core.StoreException;
import io.litestack.core.spi.StoreInternals;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.Requires;
import io.litestack.core.testkit.Requires.Facility;
import io.litestack.core.testkit.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A copy is complete or not there, and leaves nothing else. */
@Timeout(120)
class CopyTest {
    private static final int ROWS = 2_000;

    @TempDir
    Path folder;

    private Store storeWithRows() {
        Store store = Store.open(folder.resolve("app.db"));
        store.execute("create table t(x)");
        store.execute("with recursive n(i) as (select 1 union all select i + 1 from n where i < " + ROWS
                + ") insert into t select randomblob(1000) from n");
        return store;
    }

    @Test
    void copies_to_one_name_at_the_same_time_are_each_complete() throws IOException {
        Path target = Files.createDirectory(folder.resolve("copies")).resolve("copy.db");
        try (Store store = storeWithRows()) {
            List<Background<Void>> copies = Stream.of("one", "two", "three")
                    .map(it -> Background.run(it, () -> copyUnlessThere(store, target)))
                    .toList();
            copies.forEach(Background::result);
        }
        try (Store copy = Store.open(target)) {
            assertThat(copy.query("select count(*) from t", row -> row.getInt(1)))
                    .containsExactly(ROWS);
            assertThat(copy.integrityCheck()).isEmpty();
        }
    }

    private static void copyUnlessThere(Store store, Path target) {
        try {
            StoreInternals.of(store).copyTo(target);
        } catch (StoreException e) {
            assertThat(e).hasMessageContaining("it exists already");
        }
    }

    @Test
    void what_a_process_that_died_has_left_of_a_copy_is_deleted_a_day_later() throws IOException {
        Path target = folder.resolve("copy.db");
        Path left = Files.createFile(folder.resolve("copy.db.abc.part"));
        Path journal = Files.createFile(folder.resolve("copy.db.abc.part-journal"));
        Path recent = Files.createFile(folder.resolve("copy.db.xyz.part"));
        Path other = Files.createFile(folder.resolve("copy.dbx.part"));
        FileTime twoDaysAgo = FileTime.from(Instant.now().minus(Duration.ofDays(2)));
        for (Path old : List.of(left, journal, other)) {
            Files.setLastModifiedTime(old, twoDaysAgo);
        }
        try (Store store = storeWithRows()) {
            StoreInternals.of(store).copyTo(target);
        }
        assertThat(target).exists();
        assertThat(left).doesNotExist();
        assertThat(journal).doesNotExist();
        assertThat(recent).exists();
        assertThat(other).exists();
    }

    @Test
    @Requires(Facility.MOUNT)
    void a_copy_for_which_there_is_no_room_leaves_nothing() {
        try (SmallDisk disk = SmallDisk.mount(folder, 1_000);
                Store store = storeWithRows()) {
            Path target = disk.folder().resolve("copy.db");
            assertThatThrownBy(() -> StoreInternals.of(store).copyTo(target))
                    .isInstanceOf(StorageFullException.class)
                    .hasMessageContaining("copy.db");
            assertThat(disk.folder()).isEmptyDirectory();
        }
    }
}
