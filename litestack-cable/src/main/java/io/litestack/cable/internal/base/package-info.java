/** What every part of a cable may ask for, and messages as users give and get them. */
@NullMarked
package io.litestack.cable.internal.base;

import org.jspecify.annotations.NullMarked;
