package io.litestack.examples.orders;

import io.litestack.job.JobContext;
import io.litestack.job.Outcome;
import io.litestack.job.OutcomeHandler;
import java.util.function.BooleanSupplier;

/** Wraps a gift; without gift paper there is no use in trying again. */
final class Wrapping implements OutcomeHandler<OrderNumber> {
    private final OrderBook book;
    private final BooleanSupplier hasGiftPaper;

    Wrapping(OrderBook book, BooleanSupplier hasGiftPaper) {
        this.book = book;
        this.hasGiftPaper = hasGiftPaper;
    }

    @Override
    public Outcome run(OrderNumber number, JobContext context) {
        if (!hasGiftPaper.getAsBoolean()) {
            return Outcome.discard("there is no gift paper");
        }
        Order order = book.find(number);
        context.useWrite(book.store(), tx -> book.wrapped(tx, order));
        return Outcome.done();
    }
}
