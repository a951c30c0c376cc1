/** Which file is the current one: one that is damaged is replaced by another, while others have it open. */
@NullMarked
package io.litestack.cache.internal.file;

import org.jspecify.annotations.NullMarked;
