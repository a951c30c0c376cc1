/** The statements. */
@NullMarked
package io.litestack.cable.internal.sql;

import org.jspecify.annotations.NullMarked;
