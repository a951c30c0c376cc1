package io.litestack.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.litestack.core.testkit.LeakCheck;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.net.URL;
import java.nio.file.Path;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.JDBCType;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.sql.Types;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Values of all kinds but times go through a data source and come back, or are refused. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
abstract class DataSourceLargeObjectsContract {
    @FunctionalInterface
    private interface Setter {
        void set(PreparedStatement statement) throws SQLException;
    }

    @FunctionalInterface
    private interface Getter {
        Object get(ResultSet row) throws Exception;
    }

    private final Function<DatabaseConfig, Database> opener;

    @TempDir
    Path folder;

    private Database db;
    private Connection connection;

    DataSourceLargeObjectsContract(Function<DatabaseConfig, Database> opener) {
        this.opener = opener;
    }

    @BeforeEach
    void open() throws SQLException {
        db = opener.apply(DatabaseConfig.builder(folder.resolve("app.db"))
                .migrations(Migrations.of(new Migration(1, "item", "create table item(id integer primary key, v)")))
                .build());
        connection = db.dataSource().getConnection();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        db.close();
    }

    private Object roundTrip(Setter setter, Getter getter) throws Exception {
        try (PreparedStatement insert = connection.prepareStatement("insert into item(v) values (?)")) {
            setter.set(insert);
            insert.executeUpdate();
        }
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery("select v from item order by id desc limit 1")) {
            row.next();
            return getter.get(row);
        }
    }

    @Test
    void bytes_come_back_by_every_way() throws Exception {
        byte[] bytes = {0, 1, -1, 127};
        Blob own = connection.createBlob();
        own.setBytes(1, bytes);
        for (Setter setter : new Setter[] {
            it -> it.setBytes(1, bytes),
            it -> it.setObject(1, bytes),
            it -> it.setObject(1, bytes, Types.BLOB),
            it -> it.setObject(1, bytes, JDBCType.VARBINARY),
            it -> it.setBinaryStream(1, new ByteArrayInputStream(bytes)),
            it -> it.setBinaryStream(1, new ByteArrayInputStream(bytes), 4),
            it -> it.setBinaryStream(1, new ByteArrayInputStream(bytes), 4L),
            it -> it.setBlob(1, new ByteArrayInputStream(bytes)),
            it -> it.setBlob(1, new ByteArrayInputStream(bytes), 4),
            it -> it.setBlob(1, own),
            it -> it.setObject(1, own),
            it -> it.setObject(1, new ByteArrayInputStream(bytes)),
            it -> it.setObject(1, new ByteArrayInputStream(bytes), Types.BINARY, 4)
        }) {
            assertThat(roundTrip(setter, it -> it.getBytes(1))).isEqualTo(bytes);
            assertThat(roundTrip(setter, it -> it.getBlob("v").getBytes(1, 9))).isEqualTo(bytes);
            assertThat(roundTrip(setter, it -> it.getObject(1))).isEqualTo(bytes);
            assertThat(roundTrip(setter, it -> it.getObject(1, byte[].class))).isEqualTo(bytes);
            assertThat(roundTrip(setter, it -> it.getObject(1, Blob.class).length()))
                    .isEqualTo(4L);
            assertThat(roundTrip(setter, it -> it.getBinaryStream(1).readAllBytes()))
                    .isEqualTo(bytes);
        }
    }

    @Test
    void text_comes_back_by_every_way() throws Exception {
        String text = "Grüße 😀\u0000!";
        Clob own = connection.createClob();
        own.setString(1, text);
        for (Setter setter : new Setter[] {
            it -> it.setString(1, text),
            it -> it.setNString(1, text),
            it -> it.setObject(1, text),
            it -> it.setObject(1, text, Types.CLOB),
            it -> it.setCharacterStream(1, new StringReader(text)),
            it -> it.setCharacterStream(1, new StringReader(text), text.length()),
            it -> it.setNCharacterStream(1, new StringReader(text), text.length()),
            it -> it.setClob(1, new StringReader(text)),
            it -> it.setNClob(1, new StringReader(text), text.length()),
            it -> it.setClob(1, own),
            it -> it.setObject(1, own),
            it -> it.setObject(1, new StringReader(text))
        }) {
            assertThat(roundTrip(setter, it -> it.getString(1))).isEqualTo(text);
            assertThat(roundTrip(setter, it -> it.getNString("v"))).isEqualTo(text);
            assertThat(roundTrip(setter, it -> it.getObject(1))).isEqualTo(text);
            assertThat(roundTrip(setter, it -> it.getClob(1).getSubString(1, 99)))
                    .isEqualTo(text);
            assertThat(roundTrip(setter, it -> it.getNClob("v").length())).isEqualTo((long) text.length());
            assertThat(roundTrip(setter, it -> it.getCharacterStream(1).read())).isEqualTo((int) 'G');
        }
    }

    @Test
    void values_of_other_classes_come_back() throws Exception {
        UUID uuid = UUID.randomUUID();
        URL url = new URL("http://localhost/");
        BigDecimal decimal = new BigDecimal("12345678901234567890.123456789");
        assertThat(roundTrip(it -> it.setObject(1, uuid), it -> it.getObject(1, UUID.class)))
                .isEqualTo(uuid);
        assertThat(roundTrip(it -> it.setBigDecimal(1, decimal), it -> it.getBigDecimal(1)))
                .isEqualTo(decimal);
        assertThat(roundTrip(it -> it.setObject(1, "5", Types.INTEGER), it -> it.getObject(1)))
                .isEqualTo(5);
        assertThat(roundTrip(it -> it.setObject(1, 1.005, Types.NUMERIC, 2), it -> it.getBigDecimal(1)))
                .isEqualTo(new BigDecimal("1.01"));
        assertThat(roundTrip(it -> it.setBoolean(1, true), it -> it.getBoolean(1)))
                .isEqualTo(true);
        assertThat(roundTrip(it -> it.setString(1, "true"), it -> it.getBoolean(1)))
                .isEqualTo(true);
        assertThat(roundTrip(it -> it.setObject(1, null), it -> it.getBoolean(1)))
                .isEqualTo(false);
        assertThat(roundTrip(it -> it.setURL(1, url), it -> it.getURL(1).getHost()))
                .isEqualTo("localhost");
    }

    @Test
    void what_would_be_lost_is_refused() {
        assertThatIsRefused(it -> it.setLong(1, 1L << 40), it -> it.getInt(1));
        assertThatIsRefused(it -> it.setLong(1, 40_000), it -> it.getShort(1));
        assertThatIsRefused(it -> it.setLong(1, 200), it -> it.getByte(1));
        assertThatIsRefused(it -> it.setDouble(1, 1e30), it -> it.getLong(1));
        assertThatIsRefused(it -> it.setString(1, "five"), it -> it.getBigDecimal(1));
        assertThatIsRefused(it -> it.setString(1, "perhaps"), it -> it.getBoolean(1));
        assertThatIsRefused(it -> it.setString(1, "half \ud83d"), it -> it.getString(1));
        assertThatIsRefused(it -> it.setDouble(1, Double.NaN), it -> it.getDouble(1));
        assertThatIsRefused(
                it -> it.setBinaryStream(1, new ByteArrayInputStream(new byte[3]), 4), it -> it.getBytes(1));
        assertThatExceptionOfType(SQLFeatureNotSupportedException.class)
                .isThrownBy(() -> roundTrip(it -> it.setObject(1, new int[] {1}), it -> it.getObject(1)))
                .withMessageContaining("json_each");
        assertThatExceptionOfType(SQLFeatureNotSupportedException.class)
                .isThrownBy(() -> connection.createArrayOf("integer", new Object[0]))
                .withMessageContaining("json_each");
    }

    private void assertThatIsRefused(Setter setter, Getter getter) {
        assertThatExceptionOfType(SQLDataException.class).isThrownBy(() -> roundTrip(setter, getter));
    }
}
