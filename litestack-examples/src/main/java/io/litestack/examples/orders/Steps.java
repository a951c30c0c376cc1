package io.litestack.examples.orders;

import io.litestack.job.EnqueueOptions;
import io.litestack.job.JobType;

/** What is done with an order, one job after the other. The names are stored, so they stay as they are. */
final class Steps {
    static final JobType<OrderNumber> CHARGE = JobType.of("charge", OrderNumber.class);
    static final JobType<OrderNumber> WRAP = JobType.of("wrap", OrderNumber.class);
    static final JobType<OrderNumber> PACK = JobType.of("pack", OrderNumber.class);

    private Steps() {}

    /** The jobs of an order bear its number, so that they are found by it. */
    static EnqueueOptions of(long order) {
        return EnqueueOptions.standard().withTags("order:" + order);
    }
}
