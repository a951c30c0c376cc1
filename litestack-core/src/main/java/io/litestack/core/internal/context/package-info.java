/** What every part of a store may ask for, and small things that all of them use. Knows no other part. */
@NullMarked
package io.litestack.core.internal.context;

import org.jspecify.annotations.NullMarked;
