/**
 * How rows get from one file into another: the tables in the source and in the target, and what forwards, repeats, checks and
 * cleans up. {@code SourceForwarder} explains why nothing is lost or done twice.
 */
@NullMarked
package io.litestack.core.internal.outbox;

import org.jspecify.annotations.NullMarked;
