package io.litestack.bench.scenario.jdbc;

import io.litestack.bench.harness.Load;
import io.litestack.bench.harness.Metric;
import io.litestack.bench.harness.Scenario;
import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.Spec;
import io.litestack.bench.harness.Trial;
import io.litestack.bench.rival.HikariRival;
import io.litestack.core.Sync;
import java.util.Locale;

/** A wholesaler's terminals: orders, payments, deliveries and two kinds of reports, see {@link OrderTables}. */
record OrderScenario(Sync sync) implements Scenario {
    private static final int TERMINALS = 16;
    private static final Metric COMMITTED = Metric.rate("committed").atLeastTimes(2);
    private static final Metric ORDERS = Metric.rate("orders");
    private static final Metric WORST = Metric.cost("longest wait at full speed", "ms");

    @Override
    public Spec spec() {
        return Spec.of(
                        "jdbc-orders-" + sync.name().toLowerCase(Locale.ROOT),
                        "a mix after TPC-C: five transactions, " + TERMINALS + " terminals, " + sync,
                        HikariRival.NAME,
                        COMMITTED,
                        ORDERS,
                        WORST,
                        Processor.METRIC)
                .warmedUpFor(Processor.WARM_UP);
    }

    @Override
    public void run(Side side, Trial trial) throws Exception {
        try (SqlFile file = SqlFile.open(side, trial.folder(), sync)) {
            file.inTransaction(OrderTables::create);
            OrderTerminal terminal = new OrderTerminal(file.dataSource(), side == Side.LITESTACK);
            long before = System.nanoTime();
            Load.Figures figures = Processor.atFullSpeed(trial, TERMINALS, terminal::act);
            double seconds = (System.nanoTime() - before) / 1e9;
            trial.record(COMMITTED.name(), figures.perSecond());
            trial.record(ORDERS.name(), terminal.newOrders() / seconds);
            trial.record(WORST.name(), figures.worstMillis());
            check(file, terminal, trial.tally().failures());
        }
    }

    /** What was committed is there, and as a whole. */
    private static void check(SqlFile file, OrderTerminal terminal, long failures) throws Exception {
        long orders = file.number("select count(*) from orders");
        long lines = file.number("select count(*) from order_line");
        long expected = file.number("select sum(o_lines) from orders");
        long ids = file.number("select sum(d_next_o_id - 1) from district");
        long districts = file.number("select sum(d_ytd) from district");
        long warehouses = file.number("select sum(w_ytd) from warehouse");
        long payments = file.number("select coalesce(sum(h_amount), 0) from history");
        if (orders < terminal.newOrders() || orders > terminal.newOrders() + failures) {
            throw new IllegalStateException("found " + orders + " orders after " + terminal.newOrders());
        }
        if (lines != expected || orders != ids || districts != warehouses || payments != districts) {
            throw new IllegalStateException(
                    "transactions are stored in part: " + orders + " orders, " + ids + " ids, " + lines + " lines of "
                            + expected + ", payments " + districts + ", " + warehouses + ", " + payments);
        }
    }
}
