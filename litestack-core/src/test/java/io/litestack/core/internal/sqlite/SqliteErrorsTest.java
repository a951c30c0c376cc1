package io.litestack.core.internal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What is said of errors that are hard to bring about. */
class SqliteErrorsTest {
    private static final Path FILE = Path.of("/data/app.db");

    @Test
    void no_folder_for_temporary_files_is_not_taken_for_a_broken_disk() {
        assertThat(translated(SQLiteErrorCode.SQLITE_IOERR_GETTEMPPATH))
                .contains("/data/app.db")
                .contains("no folder for its temporary files")
                .contains("SQLITE_TMPDIR")
                .doesNotContain("the disk reported an error");
    }

    private static String translated(SQLiteErrorCode code) {
        return String.valueOf(SqliteErrors.translate(new SQLiteException("text", code), "a statement", FILE)
                .getMessage());
    }
}
