package io.litestack.job.internal.fetch;

import io.litestack.job.internal.lease.Lease;

/** Runs leases on threads of their own. */
@FunctionalInterface
public interface JobSpawner {
    /** Begins a lease of a queue, or releases it if there can be no thread; never throws. */
    void spawn(Fetcher queue, Lease lease);
}
