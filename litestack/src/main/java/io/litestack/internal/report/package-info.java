/**
 * Writes text for people and for other programs: the effective configuration, the starter file, the configuration of Litestream.
 */
@NullMarked
package io.litestack.internal.report;

import org.jspecify.annotations.NullMarked;
