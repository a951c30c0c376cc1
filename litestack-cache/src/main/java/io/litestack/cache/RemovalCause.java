package io.litestack.cache;

/** Why an entry is gone. */
public enum RemovalCause {
    /** It was removed by its key. */
    REMOVED,

    /** Another value took its place. */
    REPLACED,

    /** Its time was over. */
    EXPIRED,

    /** There was no room for it any more. */
    EVICTED,

    /** Its tag, its prefix or its namespace was invalidated. */
    INVALIDATED
}
