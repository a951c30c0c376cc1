package io.litestack.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreSmokeTest {
    @TempDir
    Path folder;

    @Test
    void what_is_written_is_read() {
        try (Store store = Store.open(folder.resolve("app.db"))) {
            store.execute("create table note(text text)");
            store.useWrite(tx -> tx.execute("insert into note(text) values (?)", "hello"));
            assertThat(store.query("select text from note", row -> row.getString(1)))
                    .containsExactly("hello");
        }
    }
}
