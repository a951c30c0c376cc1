package io.litestack.db.internal.jdbc;

import java.sql.SQLException;

/** Transactions and savepoints as text: each does what JDBC's call for it does. */
final class TextControl {
    private TextControl() {}

    static void run(ParsedSql text, Session session) throws SQLException {
        switch (text.kind()) {
            case BEGIN ->
                session.beginAsText(
                        text.words().contains("IMMEDIATE") || text.words().contains("EXCLUSIVE"));
            case COMMIT -> session.commit();
            case ROLLBACK -> session.rollback();
            case SAVEPOINT -> session.savepointAsText(text.lastName());
            case RELEASE -> session.release(session.savepoint(text.lastName()));
            case ROLLBACK_TO -> session.rollbackTo(session.savepoint(text.lastName()));
            default -> throw new IllegalArgumentException("no control of a transaction: " + text.text());
        }
    }
}
