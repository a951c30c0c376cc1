/** The threads that handlers run on. */
@NullMarked
package io.litestack.cable.internal.run;

import org.jspecify.annotations.NullMarked;
