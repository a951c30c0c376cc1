package io.litestack.cache.internal.log;

/** Hears what the log says. Each method may be called again for the same place. */
public interface LogSubscriber {
    /**
     * Somebody else has changed a key.
     *
     * @param hash the key's hash
     * @param seq where in the log that stands
     */
    void keyChanged(long hash, long seq);

    /** Something was invalidated, by whomever. */
    void scopeChanged(Scope scope, long seq);

    /** A write of this instance is committed. */
    void committed(long batch);

    /** What a transaction of the application was to invalidate is invalidated, and was reported before. */
    void tookEffect(long id);

    /** Nobody knows what was changed: everything may have been. */
    void everythingMissed(String reason);
}
