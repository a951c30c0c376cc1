package io.litestack.compat;

import com.zaxxer.hikari.HikariDataSource;
import io.litestack.db.Database;
import io.litestack.db.DatabaseConfig;
import io.litestack.db.Migrations;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The data source that a library is tested on: that of a {@link Database}. With {@code -Dlitestack.peer=hikari} it is what one
 * would use otherwise, HikariCP and sqlite-jdbc in their best configuration, to see that a test is right, and what differs.
 */
public final class TestDatabase implements AutoCloseable {
    private final DataSource dataSource;
    private final Runnable closing;

    private TestDatabase(DataSource dataSource, Runnable closing) {
        this.dataSource = dataSource;
        this.closing = closing;
    }

    /** Opens a file, which is made if it does not exist. */
    public static TestDatabase open(Path file) {
        return isPeer() ? peer(file) : ours(file);
    }

    /** Whether the tests run on what is replaced. */
    public static boolean isPeer() {
        return "hikari".equals(System.getProperty("litestack.peer"));
    }

    private static TestDatabase ours(Path file) {
        Database db = Database.open(
                DatabaseConfig.builder(file).migrations(Migrations.none()).build());
        return new TestDatabase(db.dataSource(), db::close);
    }

    private static TestDatabase peer(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.setBusyTimeout(5_000);
        config.enforceForeignKeys(true);
        SQLiteDataSource driver = new SQLiteDataSource(config);
        driver.setUrl("jdbc:sqlite:" + file);
        HikariDataSource pool = new HikariDataSource();
        pool.setDataSource(driver);
        pool.setMaximumPoolSize(20);
        return new TestDatabase(pool, pool::close);
    }

    public DataSource dataSource() {
        return dataSource;
    }

    @Override
    public void close() {
        closing.run();
    }
}
