/** SQL as text: statements of scripts, names of parameters, quoted names, and how times are stored. */
@NullMarked
package io.litestack.core.spi.sql;

import org.jspecify.annotations.NullMarked;
