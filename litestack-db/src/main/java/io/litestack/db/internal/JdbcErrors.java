package io.litestack.db.internal;

import io.litestack.core.ClosedException;
import io.litestack.core.LitestackException;
import io.litestack.core.StoreBusyException;
import io.litestack.core.StoreException;
import io.litestack.core.TimeLimitException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientException;

/** The store's exceptions as JDBC knows them. */
final class JdbcErrors {
    private static final String CONNECTION_CLOSED = "08003";
    private static final String SERIALIZATION_FAILURE = "40001";

    private JdbcErrors() {}

    static SQLException of(RuntimeException e) {
        String message = e.getMessage();
        if (e instanceof ClosedException) {
            return new SQLNonTransientConnectionException(message, CONNECTION_CLOSED, e);
        } else if (e instanceof StoreBusyException busy) {
            return new SQLTransientException(message, SERIALIZATION_FAILURE, busy.code(), e);
        } else if (e instanceof TimeLimitException) {
            return new SQLTimeoutException(message, e);
        } else if (e instanceof StoreException store) {
            return new SQLException(message, null, store.code(), e);
        } else if (e instanceof LitestackException || e instanceof IllegalStateException) {
            return new SQLException(message, e);
        }
        throw e;
    }

    static SQLException closed(String what) {
        return new SQLNonTransientConnectionException("the " + what + " is closed", CONNECTION_CLOSED);
    }

    static SQLFeatureNotSupportedException unsupported(String what) {
        return new SQLFeatureNotSupportedException(what + " is not supported");
    }
}
