/** Names of channels, and patterns of them. It knows nothing else of the cable. */
@NullMarked
package io.litestack.cable.internal.name;

import org.jspecify.annotations.NullMarked;
