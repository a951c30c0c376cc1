package io.litestack.db.internal.jdbc.session;

import io.litestack.core.spi.OpenTransaction;
import io.litestack.core.spi.StatementSource;

/** A write transaction for one statement, or one batch, in autocommit mode. */
public final class OwnWrite implements Lease {
    private final Session session;
    private final OpenTransaction open;

    public OwnWrite(Session session, OpenTransaction open) {
        this.session = session;
        this.open = open;
    }

    @Override
    public StatementSource source() {
        return open.statements();
    }

    @Override
    public OpenTransaction transaction() {
        return open;
    }

    @Override
    public boolean isOwn() {
        return true;
    }

    @Override
    public void done() {
        session.endWrite(open, true);
    }

    @Override
    public void failed() {
        session.endWrite(open, false);
    }
}
