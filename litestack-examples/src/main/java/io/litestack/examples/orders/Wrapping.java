package io.litestack.examples.orders;

import io.litestack.job.JobContext;
import io.litestack.job.JobHandler;

/** Wraps a gift. */
final class Wrapping implements JobHandler<OrderNumber> {
    private final OrderBook book;

    Wrapping(OrderBook book) {
        this.book = book;
    }

    @Override
    public void run(OrderNumber number, JobContext context) {
        Order order = book.find(number);
        context.useTransaction(book.store(), tx -> book.wrapped(tx, order));
    }
}
