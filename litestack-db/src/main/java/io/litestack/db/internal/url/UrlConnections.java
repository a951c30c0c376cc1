package io.litestack.db.internal.url;

import io.litestack.core.ConfigException;
import io.litestack.db.internal.jdbc.error.JdbcErrors;
import io.litestack.db.internal.jdbc.meta.DriverVersion;
import java.sql.Connection;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** What the driver does, for the whole process. */
public final class UrlConnections {
    /** How long a database stays open without a connection: long enough for tools that make one for each statement. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    private static final SharedDatabases DATABASES = new SharedDatabases(LINGER);

    private UrlConnections() {}

    /** Whether a URL is for this driver. */
    public static boolean accepts(@Nullable String url) {
        return ConnectionUrl.isOne(url);
    }

    /** The connection; null if the URL is for another driver. */
    public static @Nullable Connection connect(@Nullable String url, @Nullable Properties properties)
            throws SQLException {
        return url != null && ConnectionUrl.isOne(url) ? DATABASES.connect(parse(url, properties)) : null;
    }

    /** The keys that a URL may have, with their values. */
    public static DriverPropertyInfo[] properties(@Nullable String url, @Nullable Properties properties)
            throws SQLException {
        if (url == null || !ConnectionUrl.isOne(url)) {
            return UrlSettings.describe(Map.of());
        }
        return UrlSettings.describe(parse(url, properties).given());
    }

    private static ConnectionUrl parse(String url, @Nullable Properties properties) throws SQLException {
        try {
            return ConnectionUrl.of(url, properties == null ? new Properties() : properties);
        } catch (ConfigException e) {
            throw JdbcErrors.of(e);
        }
    }

    /** The first number of the version. */
    public static int majorVersion() {
        return DriverVersion.MAJOR;
    }

    /** The second one. */
    public static int minorVersion() {
        return DriverVersion.MINOR;
    }
}
