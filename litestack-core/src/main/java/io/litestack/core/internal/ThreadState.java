package io.litestack.core.internal;

import org.jspecify.annotations.Nullable;

/** What one thread has open on one store. */
final class ThreadState {
    @Nullable
    WriteUnit write;

    @Nullable
    ReadUnit read;
}
