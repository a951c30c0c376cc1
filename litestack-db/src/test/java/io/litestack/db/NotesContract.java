package io.litestack.db;

import io.litestack.core.StoreConfig;
import io.litestack.core.testkit.Eventually;
import io.litestack.core.testkit.LeakCheck;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A database with a table of notes, and its data source, for the contracts of that. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
abstract class NotesContract {
    @TempDir
    protected Path folder;

    private final DatabaseContract.Opener opener;
    protected Database db;
    protected DataSource source;

    protected NotesContract(DatabaseContract.Opener opener) {
        this.opener = opener;
    }

    @BeforeEach
    void open() {
        StoreConfig store = StoreConfig.builder(folder.resolve("app.db"))
                .readers(2)
                .waitTimeout(Duration.ofMillis(500))
                .transactionTimeout(Duration.ofSeconds(1))
                .build();
        db = opener.open(DatabaseConfig.builder(store)
                .migrations(Migrations.of(new Migration(
                        1, "note", "create table note(id integer primary key, text text unique, at text)")))
                .build());
        source = db.dataSource();
    }

    @AfterEach
    void close() {
        db.close();
    }

    protected final List<String> notes() {
        return db.query("select text from note order by id", String.class);
    }

    protected static int insert(Connection connection, String text) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into note(text) values (?)")) {
            insert.setString(1, text);
            return insert.executeUpdate();
        }
    }

    protected final Connection transaction() throws SQLException {
        Connection connection = source.getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    protected final void assertThatNothingIsHeld() {
        Eventually.until("all readers are back", () -> db.store().stats().readersActive() == 0);
        db.execute("insert into note(text) values ('free')");
        db.execute("delete from note where text = 'free'");
    }

    protected static int count(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from note")) {
            row.next();
            return row.getInt(1);
        }
    }
}
