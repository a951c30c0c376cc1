package io.litestack.examples.orders;

import io.litestack.core.RowMapper;
import io.litestack.core.Store;
import io.litestack.core.Transaction;
import io.litestack.db.Database;
import io.litestack.db.Rows;
import io.litestack.job.JobQueue;
import io.litestack.job.JobType;
import java.time.Instant;

/** The orders and their payments, and the jobs that belong to them. Thread-safe. */
final class OrderBook {
    private static final RowMapper<Order> ORDER = Rows.of(Order.class);

    private final Database db;
    private final JobQueue jobs;

    OrderBook(Database db, JobQueue jobs) {
        this.db = db;
        this.jobs = jobs;
    }

    /**
     * Stores an order together with the job that charges for it.
     *
     * @return its number
     * @throws ChangedMindException if the customer does not want it after all: then there is neither order nor job
     */
    long take(NewOrder wanted, Customer customer) throws ChangedMindException {
        return db.<Long, ChangedMindException>write(tx -> {
            long id = tx.insert(
                            "insert into customer_order(customer, item, pieces, cents, is_gift, state, taken_at)"
                                    + " values (?, ?, ?, ?, ?, 'taken', ?)",
                            wanted.customer(),
                            wanted.item(),
                            wanted.pieces(),
                            wanted.cents(),
                            wanted.isGift(),
                            Instant.now())
                    .orElseThrow();
            enqueue(tx, Steps.CHARGE, id);
            customer.confirm(wanted);
            return id;
        });
    }

    Order find(OrderNumber number) {
        return db.queryFirst("select * from customer_order where id = ?", ORDER, number.value())
                .orElseThrow();
    }

    /** Writes down that an order is paid, and what comes next. */
    void paid(Transaction tx, Order order, String receipt) {
        tx.execute(
                "insert into payment(order_id, cents, receipt) values (?, ?, ?)", order.id(), order.cents(), receipt);
        setState(tx, order, "paid");
        enqueue(tx, order.isGift() ? Steps.WRAP : Steps.PACK, order.id());
    }

    /** Writes down that a gift is wrapped, and what comes next. */
    void wrapped(Transaction tx, Order order) {
        setState(tx, order, "wrapped");
        enqueue(tx, Steps.PACK, order.id());
    }

    void shipped(Transaction tx, Order order) {
        setState(tx, order, "shipped");
    }

    private static void setState(Transaction tx, Order order, String state) {
        tx.execute("update customer_order set state = ? where id = ?", state, order.id());
    }

    private void enqueue(Transaction tx, JobType<OrderNumber> step, long order) {
        jobs.enqueue(tx, step, new OrderNumber(order), Steps.of(order));
    }

    /** How many orders there are. */
    long count() {
        return db.queryFirst("select count(*) from customer_order", Long.class).orElse(0L);
    }

    /** How many of them are not shipped. */
    long countOpen() {
        return db.queryFirst("select count(*) from customer_order where state <> 'shipped'", Long.class)
                .orElse(0L);
    }

    /** The file that the steps are written to. */
    Store store() {
        return db.store();
    }
}
