package io.litestack.examples.orders;

import io.litestack.job.JobContext;
import io.litestack.job.JobHandler;

/** Has the bank pay for an order. If the bank does not answer the job fails, and is tried again after a while. */
final class Charging implements JobHandler<OrderNumber> {
    private final OrderBook book;
    private final Bank bank;

    Charging(OrderBook book, Bank bank) {
        this.book = book;
        this.bank = bank;
    }

    @Override
    public void run(OrderNumber number, JobContext context) throws BankException {
        Order order = book.find(number);
        // outside of any transaction, with a key by which the bank knows a second attempt for the same job
        String receipt = bank.charge("job-" + context.id(), order.customer());
        // the payment, the next job and the end of this one: all or none
        context.useWrite(book.store(), tx -> book.paid(tx, order, receipt));
    }
}
