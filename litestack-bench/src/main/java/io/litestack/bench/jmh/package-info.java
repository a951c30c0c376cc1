/** Single operations under JMH. */
@NullMarked
package io.litestack.bench.jmh;

import org.jspecify.annotations.NullMarked;
