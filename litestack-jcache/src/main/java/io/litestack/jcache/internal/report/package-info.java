/** What a JCache shows by JMX. */
@NullMarked
package io.litestack.jcache.internal.report;

import org.jspecify.annotations.NullMarked;
