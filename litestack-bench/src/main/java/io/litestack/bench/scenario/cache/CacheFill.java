package io.litestack.bench.scenario.cache;

import io.litestack.bench.harness.Trial;

/** What the rows begin with. */
final class CacheFill {
    private CacheFill() {}

    /** How many of so many keys: all of them in a full run, fewer in a quick one. */
    static int scaled(Trial trial, int keys) {
        return Math.max(500, (int) (keys * trial.timing().scale()));
    }

    /** Stores all. */
    static void fill(Subject subject, EntrySet entries) throws Exception {
        for (int i = 0; i < entries.count(); i++) {
            subject.write(i);
        }
        subject.settle();
    }

    /** Checks what was read. */
    static void check(int length, EntrySet entries) {
        if (length != entries.valueBytes()) {
            throw new IllegalStateException("read " + length + " bytes instead of " + entries.valueBytes());
        }
    }
}
