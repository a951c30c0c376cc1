package io.litestack.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.litestack.core.testkit.Background;
import io.litestack.core.testkit.ChildJvm;
import io.litestack.core.testkit.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections by a URL. */
@Timeout(120)
class LitestackDriverTest {
    @TempDir
    Path folder;

    private final List<Connection> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws SQLException {
        for (Connection connection : open) {
            connection.close();
        }
        Eventually.until(
                "the database closes a while after its last connection",
                () -> Files.notExists(folder.resolve("app.db-wal")));
    }

    private String url(String query) {
        return "jdbc:litestack:" + folder.resolve("app.db") + query;
    }

    private Connection connect(String url) throws SQLException {
        Connection connection = DriverManager.getConnection(url);
        open.add(connection);
        return connection;
    }

    private static long count(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from note")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void the_service_loader_finds_it() throws SQLException {
        assertThat(ServiceLoader.load(Driver.class)).hasAtLeastOneElementOfType(LitestackDriver.class);
        assertThat(DriverManager.getDriver(url(""))).isInstanceOf(LitestackDriver.class);
        Driver driver = new LitestackDriver();
        assertThat(driver.acceptsURL(null)).isFalse();
        assertThat(driver.acceptsURL("jdbc:sqlite:" + folder)).isFalse();
        assertThat(driver.connect("jdbc:sqlite:" + folder.resolve("app.db"), new Properties()))
                .isNull();
    }

    @Test
    void connections_to_one_file_share_a_database_with_readers_beside_the_writer() throws SQLException {
        Connection writer = connect(url(""));
        execute(writer, "create table note(id integer primary key, text text)");
        writer.setAutoCommit(false);
        execute(writer, "insert into note(text) values ('a')");
        Connection reader = connect(url("?"));
        assertThat(count(reader)).isZero();
        Background<?> other =
                Background.run("other", () -> execute(connect(url("")), "insert into note(text) values ('b')"));
        writer.commit();
        other.result();
        assertThat(count(reader)).isEqualTo(2);
        assertThat(reader.getMetaData().getURL()).startsWith("jdbc:sqlite:");
    }

    @Test
    void a_connection_made_for_each_statement_finds_the_database_open() throws SQLException {
        for (int i = 0; i < 50; i++) {
            try (Connection connection = DriverManager.getConnection(url(""))) {
                execute(connection, "create table if not exists note(id integer primary key)");
                execute(connection, "insert into note default values");
                assertThat(count(connection)).isEqualTo(i + 1);
            }
        }
    }

    @Test
    void after_the_last_connection_the_database_closes_and_opens_again() throws SQLException {
        Connection first = connect(url(""));
        execute(first, "create table note(id integer primary key)");
        first.close();
        first.close();
        Eventually.until("the log is gone", () -> Files.notExists(folder.resolve("app.db-wal")));
        assertThat(count(connect(url("")))).isZero();
    }

    @Test
    void a_connection_that_is_aborted_gives_its_database_back() throws SQLException {
        Connection first = DriverManager.getConnection(url(""));
        execute(first, "create table note(id integer primary key)");
        first.abort(Runnable::run);
        Eventually.until("the log is gone", () -> Files.notExists(folder.resolve("app.db-wal")));
        first.close();
        assertThat(count(connect(url("")))).isZero();
    }

    @Test
    void a_tool_that_ends_leaves_nothing_but_the_file() throws SQLException {
        Path file = folder.resolve("app.db");
        try (ChildJvm tool = ChildJvm.start(folder, ToolProcess.class, file)) {
            assertThat(tool.awaitEnd()).as(tool.errors()).isZero();
        }
        assertThat(folder.resolve("app.db-wal")).doesNotExist();
        assertThat(count(connect(url("?readOnly=true")))).isEqualTo(1);
    }

    @Test
    void settings_are_those_of_the_configuration() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", "somebody");
        properties.setProperty("password", "secret");
        properties.setProperty("ApplicationName", "a tool");
        properties.setProperty("dates", "epoch-millis");
        try (Connection connection = DriverManager.getConnection(url("?sync=full&readers=3"), properties);
                PreparedStatement select = connection.prepareStatement("select ?")) {
            select.setTimestamp(1, new Timestamp(5));
            try (ResultSet row = select.executeQuery()) {
                row.next();
                assertThat(row.getObject(1)).isEqualTo(5);
            }
            assertThat(connection.getWarnings().getMessage()).contains("ApplicationName");
            assertThat((Object) connection.getWarnings().getNextWarning()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "?sinc=full, did you mean sync",
        "?busy_timeout=5s, did you mean wait_timeout",
        "?wait_timeout=5, wait_timeout",
        "?sync=ful, full",
        "?readers=100, 64",
        "?readOnly=yes, true or false",
        "?sync, key=value",
        "?sync=full&sync=off, twice",
        "?journal_mode=wal, unknown key journal_mode"
    })
    void a_wrong_setting_is_named(String query, String problem) {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> connect(url(query)))
                .withMessageContaining(problem)
                .satisfies(it -> assertThat(it.getSQLState()).isEqualTo("08001"));
        assertThat(folder.resolve("app.db")).doesNotExist();
    }

    @Test
    void a_misspelt_property_is_named_too() {
        Properties properties = new Properties();
        properties.setProperty("wait_timout", "5s");
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> DriverManager.getConnection(url(""), properties))
                .withMessageContaining("did you mean wait_timeout");
    }

    @Test
    void a_path_that_cannot_be_is_refused() throws Exception {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> connect("jdbc:litestack:"))
                .withMessageContaining("path is missing");
        for (String path : List.of("~/app.db", "file:/var/lib/app.db")) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> connect("jdbc:litestack:" + path))
                    .withMessageContaining("~ is not expanded")
                    .withMessageContaining(path);
        }
        Path file = Files.writeString(folder.resolve("text.db"), "this is no database, but a text that is long enough");
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> connect("jdbc:litestack:" + file))
                .withMessageContaining("text.db")
                .satisfies(it -> assertThat(it.getSQLState()).isEqualTo("08001"));
    }

    @Test
    void a_read_only_url_only_reads_whatever_a_pool_sets() throws SQLException {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> connect(url("?readOnly=true")))
                .withMessageContaining("does not exist");
        execute(connect(url("")), "create table note(id integer primary key)");
        Connection reader = connect(url("?readOnly=true"));
        reader.setReadOnly(false);
        assertThat(reader.isReadOnly()).isTrue();
        assertThat(reader.getWarnings().getMessage()).contains("readOnly=true");
        assertThat(count(reader)).isZero();
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> execute(reader, "insert into note default values"))
                .satisfies(it -> assertThat(it.getSQLState()).isEqualTo("25006"));
    }

    @Test
    void a_temporary_database_is_shared_by_its_name_and_gone_when_it_is_closed() throws SQLException {
        Connection first = connect("jdbc:litestack:temporary:" + folder);
        execute(first, "create table note(id integer primary key)");
        assertThat(count(connect("jdbc:litestack:temporary:" + folder))).isZero();
        Connection other = connect("jdbc:litestack:memory");
        assertThatExceptionOfType(SQLException.class).isThrownBy(() -> count(other));
        Path file = Path.of(first.getMetaData().getURL().substring("jdbc:sqlite:".length()));
        assertThat(file).exists();
        closeAll();
        Eventually.until("its folder is gone", () -> Files.notExists(file.getParent()));
    }

    @Test
    void it_works_beneath_a_pool_and_for_tools_that_look_at_the_beginning() throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setDriverClassName(LitestackDriver.class.getName());
        config.setJdbcUrl("jdbc:sqlite:litestack:" + folder.resolve("app.db"));
        config.addDataSourceProperty("wait_timeout", "2s");
        config.setMaximumPoolSize(3);
        try (HikariDataSource pool = new HikariDataSource(config);
                Connection connection = pool.getConnection()) {
            execute(connection, "create table note(id integer primary key)");
            assertThat(count(connection)).isZero();
        }
    }

    @Test
    void its_properties_are_explained() throws SQLException {
        DriverPropertyInfo[] infos = new LitestackDriver().getPropertyInfo(url("?sync=full"), null);
        assertThat(Arrays.stream(infos).map(it -> it.name))
                .contains("sync", "wait_timeout", "dates", "migrations", "readOnly")
                .doesNotHaveDuplicates();
        assertThat(infos).allSatisfy(it -> assertThat(it.description).isNotBlank());
        assertThat(infos)
                .filteredOn(it -> it.name.equals("sync"))
                .allSatisfy(it -> assertThat(it.value).isEqualTo("full"));
        assertThat(infos)
                .filteredOn(it -> it.name.equals("migrations"))
                .allSatisfy(it -> assertThat(it.value).isEqualTo("none"));
    }

    @Test
    void many_threads_that_open_and_close_lose_nothing() throws SQLException {
        execute(connect(url("")), "create table note(id integer primary key)");
        List<Background<?>> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            threads.add(Background.run("by-url-" + i, () -> {
                for (int j = 0; j < 20; j++) {
                    try (Connection connection = DriverManager.getConnection(url(""))) {
                        execute(connection, "insert into note default values");
                    }
                }
            }));
        }
        threads.forEach(Background::result);
        assertThat(count(connect(url("")))).isEqualTo(160);
    }
}
