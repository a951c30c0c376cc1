package io.litestack.db;

/** When a transaction of a {@link Database#dataSource} takes the writer, of which there is one. */
public enum TransactionBegin {
    /**
     * At its first statement. A transaction that does something else first, such as a call over the network, keeps nobody waiting
     * meanwhile; and a second connection of the same thread may write before the first one does.
     */
    LAZY,

    /**
     * When autocommit is switched off, unless the connection is read-only. It is for threads that take locks of Java inside their
     * transactions, as the steps of Spring Batch do: if they take the writer first, all of them take both in the same order, and
     * none waits for a lock whose owner waits for the writer. Not for pools that hand out connections with autocommit switched
     * off: an idle one would hold the writer.
     */
    EAGER
}
