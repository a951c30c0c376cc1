/**
 * How the store is made; not exported. The way in is {@link io.litestack.core.internal.Stores}, and {@link
 * io.litestack.core.internal.StoreParts} wires the parts, each of which has a package. A package knows only those before it:
 * {@code context}, {@code file}, {@code sqlite}, {@code commit}, {@code write}, {@code batch}, {@code read}, {@code schema},
 * {@code maintenance}; {@code notify} knows the first three.
 */
@NullMarked
package io.litestack.core.internal;

import org.jspecify.annotations.NullMarked;
