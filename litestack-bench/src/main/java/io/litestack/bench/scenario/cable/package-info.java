/** The rows of the cable: messages by Litestack and by Redis, and the streams of many clients. */
@NullMarked
package io.litestack.bench.scenario.cable;

import org.jspecify.annotations.NullMarked;
