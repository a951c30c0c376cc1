/** The tables of the components and their versions, and the mark that says whose file it is. */
@NullMarked
package io.litestack.core.internal.schema;

import org.jspecify.annotations.NullMarked;
