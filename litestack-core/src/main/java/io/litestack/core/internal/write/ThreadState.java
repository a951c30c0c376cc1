package io.litestack.core.internal.write;

import io.litestack.core.internal.sqlite.TransactionScope;
import org.jspecify.annotations.Nullable;

/** What one thread has open on one store; used by that thread alone. */
public final class ThreadState {
    public @Nullable WriteTransaction write;
    public @Nullable TransactionScope read;
}
