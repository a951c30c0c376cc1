/** How jobs come to the workers: slots, claims, prefetched leases, and the look for ready and due jobs. */
@NullMarked
package io.litestack.job.internal.fetch;

import org.jspecify.annotations.NullMarked;
