/** The files on the disk: whether they may be opened, whether they are still those that were opened, and who else has them open. */
@NullMarked
package io.litestack.core.internal.file;

import org.jspecify.annotations.NullMarked;
