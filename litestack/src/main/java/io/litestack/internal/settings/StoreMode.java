package io.litestack.internal.settings;

/** Where a component keeps its rows. */
public enum StoreMode {
    /** In a file that stays. */
    FILE,

    /** In a new file that is deleted at close. */
    TEMPORARY,

    /** The component is not opened. */
    OFF
}
