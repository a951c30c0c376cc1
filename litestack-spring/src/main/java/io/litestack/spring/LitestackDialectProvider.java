package io.litestack.spring;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.springframework.data.jdbc.core.dialect.DialectResolver.JdbcDialectProvider;
import org.springframework.data.relational.core.dialect.Dialect;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcOperations;

/** Finds {@link LitestackDialect} for connections to SQLite; Spring Data JDBC itself knows no dialect for them. Thread-safe. */
public final class LitestackDialectProvider implements JdbcDialectProvider {
    /** Made by Spring, of {@code META-INF/spring.factories}. */
    public LitestackDialectProvider() {}

    @Override
    public Optional<Dialect> getDialect(JdbcOperations operations) {
        Boolean isSqlite = operations.execute((ConnectionCallback<Boolean>) LitestackDialectProvider::isSqlite);
        return Boolean.TRUE.equals(isSqlite) ? Optional.of(LitestackDialect.INSTANCE) : Optional.empty();
    }

    private static Boolean isSqlite(Connection connection) throws SQLException {
        return connection.getMetaData().getDatabaseProductName().equals("SQLite");
    }
}
