package io.litestack.db;

import io.litestack.db.internal.url.UrlConnections;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A JDBC driver, for tools and frameworks that know nothing but a URL: {@code jdbc:litestack:PATH?key=value&key=value}.
 *
 * <pre>{@code
 * jdbc:litestack:data/app.db
 * jdbc:litestack:/srv/app/app.db?sync=full&wait_timeout=10s
 * jdbc:litestack:/srv/app/app.db?readOnly=true
 * jdbc:litestack:temporary                      one for the process, deleted when it is closed; also temporary:NAME
 * }</pre>
 *
 * <p>A relative path is in the working directory. The keys are those of the {@code db} section of a configuration, with the same
 * defaults but one: {@code migrations} is {@code none}, since a tool that looks at a file must not change it. With {@code
 * readOnly=true} the connections only read, and the file must exist. {@link Properties} may hold the same keys; of others there,
 * except {@code user} and {@code password}, the connection has a warning.
 *
 * <p>All connections of a process to one file with the same settings share one {@link Database}: its readers, its fair writer,
 * its caches. It opens with the first connection and closes a second after the last one was closed, or when the JVM ends. So a
 * connection costs next to nothing, with a pool or without one. Whoever writes the application's own code does better with
 * {@link Database#dataSource}.
 *
 * <p>Tools that choose by the beginning of a URL may be given {@code jdbc:sqlite:litestack:PATH}, together with the name of this
 * class as the driver: without it, sqlite-jdbc takes the URL for its own.
 *
 * <p>It registers itself, by the service loader or when the class is loaded. Thread-safe.
 */
public final class LitestackDriver implements Driver {
    static {
        try {
            DriverManager.registerDriver(new LitestackDriver());
        } catch (SQLException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Made by the service loader, or by who is given the name of the class. */
    public LitestackDriver() {}

    @Override
    public boolean acceptsURL(@Nullable String url) {
        return UrlConnections.accepts(url);
    }

    /**
     * Connects, and opens the database if no connection has it open.
     *
     * @param url the URL
     * @param properties more settings, or null
     * @return the connection; null if the URL is for another driver
     * @throws SQLException if a setting is wrong, which the message names, or the file cannot be opened
     */
    @Override
    public @Nullable Connection connect(@Nullable String url, @Nullable Properties properties) throws SQLException {
        return UrlConnections.connect(url, properties);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(@Nullable String url, @Nullable Properties properties)
            throws SQLException {
        return UrlConnections.properties(url, properties);
    }

    @Override
    public int getMajorVersion() {
        return UrlConnections.majorVersion();
    }

    @Override
    public int getMinorVersion() {
        return UrlConnections.minorVersion();
    }

    /** SQLite has not all of SQL-92. */
    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("Litestack logs through slf4j");
    }
}
