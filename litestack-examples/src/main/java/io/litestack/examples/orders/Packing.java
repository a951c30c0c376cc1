package io.litestack.examples.orders;

import io.litestack.job.JobContext;
import io.litestack.job.JobHandler;
import java.time.Duration;

/**
 * Packs an order piece by piece, which takes its time, and ships it. It says how far it is; and when the desk stops for good
 * while it is at it, the interrupt ends it, and the job is released without having used an attempt.
 */
final class Packing implements JobHandler<OrderNumber> {
    private final OrderBook book;
    private final Duration pace;

    Packing(OrderBook book, Duration pace) {
        this.book = book;
        this.pace = pace;
    }

    @Override
    public void run(OrderNumber number, JobContext context) throws InterruptedException {
        Order order = book.find(number);
        for (int piece = 1; piece <= order.pieces(); piece++) {
            Thread.sleep(pace.toMillis());
            context.progress(piece, order.pieces(), order.item() + " packed");
        }
        context.useWrite(book.store(), tx -> book.shipped(tx, order));
    }
}
