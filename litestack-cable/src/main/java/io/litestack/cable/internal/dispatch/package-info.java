/** How the messages of one open file come to the subscribers in this process, in the order of the commits. */
@NullMarked
package io.litestack.cable.internal.dispatch;

import org.jspecify.annotations.NullMarked;
