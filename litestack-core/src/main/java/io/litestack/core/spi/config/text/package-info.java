/** How spans, sizes and names are written in configuration, and how foreign text is shown in messages. */
@NullMarked
package io.litestack.core.spi.config.text;

import org.jspecify.annotations.NullMarked;
