/** How the store is made. Not exported; the way in is {@link io.litestack.core.internal.Stores}. */
@NullMarked
package io.litestack.core.internal;

import org.jspecify.annotations.NullMarked;
