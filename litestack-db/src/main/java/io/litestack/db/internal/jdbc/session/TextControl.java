package io.litestack.db.internal.jdbc.session;

import io.litestack.db.internal.jdbc.error.Failure;
import java.sql.SQLException;

/** Transactions and savepoints as text: each does what JDBC's call for it does. */
public final class TextControl {
    private TextControl() {}

    public static void run(ParsedSql text, Session session) throws SQLException {
        switch (text.kind()) {
            case BEGIN ->
                begin(
                        session,
                        text.words().contains("IMMEDIATE") || text.words().contains("EXCLUSIVE"));
            case COMMIT -> session.commit();
            case ROLLBACK -> session.rollback();
            case SAVEPOINT -> savepoint(session, text.lastName());
            case RELEASE -> session.release(session.savepoint(text.lastName()));
            case ROLLBACK_TO -> session.rollbackTo(session.savepoint(text.lastName()));
            default -> throw new IllegalArgumentException("no control of a transaction: " + text.text());
        }
    }

    /** In autocommit it lasts until COMMIT or ROLLBACK as text. */
    private static void begin(Session session, boolean isNow) throws SQLException {
        session.refuseIfClosed();
        if (session.isBegunAsText() || session.hasTransaction()) {
            throw Failure.TRANSACTION_STATE.of("cannot start a transaction within a transaction");
        }
        session.begunAsText(session.autoCommit());
        if (isNow) {
            boolean isDone = false;
            try {
                session.begin();
                isDone = true;
            } finally {
                session.begunAsText(session.isBegunAsText() && isDone);
            }
        }
    }

    /** In autocommit it begins a transaction, which ends when it is released. */
    private static void savepoint(Session session, String name) throws SQLException {
        boolean isBeginning = !session.isInTransaction();
        session.begunAsText(session.isBegunAsText() || isBeginning);
        boolean isSet = false;
        try {
            session.setSavepoint(name).beginsTransaction(isBeginning);
            isSet = true;
        } finally {
            session.begunAsText(session.isBegunAsText() && (isSet || !isBeginning));
        }
    }
}
