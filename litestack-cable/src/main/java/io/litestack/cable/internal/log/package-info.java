/** The log: how it is written and read, what its ids mean, and which log it is. */
@NullMarked
package io.litestack.cable.internal.log;

import org.jspecify.annotations.NullMarked;
