package io.litestack.core.spi;

import java.sql.PreparedStatement;

/** A statement on loan from a {@link StatementSource}. */
public interface CompiledStatement {
    /**
     * Returns the driver's statement. Values may be bound at any time; it is neither closed nor given away.
     *
     * @return always the same one
     */
    PreparedStatement jdbc();

    /**
     * Returns how many values it takes.
     *
     * @return the number of its placeholders
     */
    int parameterCount();

    /**
     * Limits how long one call of it may last, besides the limits of the store; forgotten when it is given back.
     *
     * @param nanos in nanoseconds, looked at now and then; {@link Long#MAX_VALUE} for no limit
     */
    void limit(long nanos);
}
