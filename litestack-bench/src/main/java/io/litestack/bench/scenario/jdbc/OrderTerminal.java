package io.litestack.bench.scenario.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;

/** The five transactions of the mix, on connections that are borrowed for one transaction each. Thread-safe. */
final class OrderTerminal {
    private static final int OLDEST_LINES = 20;
    private static final int ALL_PERCENT = 100;
    private static final int NEW_ORDER_PERCENT = 45;
    private static final int PAYMENT_PERCENT = 88;
    private static final int ORDER_STATUS_PERCENT = 92;
    private static final int DELIVERY_PERCENT = 96;

    private final DataSource source;

    /** Whether reads get a read-only transaction, which the other side has not: there each statement stands by itself. */
    private final boolean readsInTransactions;

    private final LongAdder newOrders = new LongAdder();

    OrderTerminal(DataSource source, boolean readsInTransactions) {
        this.source = source;
        this.readsInTransactions = readsInTransactions;
    }

    /** How many orders were committed. */
    long newOrders() {
        return newOrders.sum();
    }

    /** One transaction, each kind as often as its share. */
    void act() throws SQLException {
        int kind = random().nextInt(ALL_PERCENT);
        if (kind < NEW_ORDER_PERCENT) {
            SqlFile.inTransaction(source, OrderTerminal::newOrder);
            newOrders.increment();
        } else if (kind < PAYMENT_PERCENT) {
            SqlFile.inTransaction(source, OrderTerminal::payment);
        } else if (kind < ORDER_STATUS_PERCENT) {
            read(OrderTerminal::orderStatus);
        } else if (kind < DELIVERY_PERCENT) {
            SqlFile.inTransaction(source, OrderTerminal::delivery);
        } else {
            read(OrderTerminal::stockLevel);
        }
    }

    private void read(SqlFile.Work work) throws SQLException {
        try (Connection connection = source.getConnection()) {
            if (!readsInTransactions) {
                work.run(connection);
                return;
            }
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            try {
                work.run(connection);
                connection.commit();
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private static ThreadLocalRandom random() {
        return ThreadLocalRandom.current();
    }

    private static int oneOf(int count) {
        return random().nextInt(count) + 1;
    }

    private static int anyDistrict() {
        return oneOf(OrderTables.WAREHOUSES * OrderTables.DISTRICTS);
    }

    private static long customerOf(int district) {
        return (district - 1L) * OrderTables.CUSTOMERS + oneOf(OrderTables.CUSTOMERS);
    }

    private static int warehouseOf(int district) {
        return (district - 1) / OrderTables.DISTRICTS + 1;
    }

    private static void newOrder(Connection connection) throws SQLException {
        int district = anyDistrict();
        int warehouse = warehouseOf(district);
        long customer = customerOf(district);
        number(connection, "select w_tax from warehouse where w_id = ?", warehouse);
        number(connection, "select c_discount from customer where c_id = ?", customer);
        long order = number(connection, "select d_next_o_id from district where d_id = ?", district);
        update(connection, "update district set d_next_o_id = d_next_o_id + 1 where d_id = ?", district);
        int lines = 5 + random().nextInt(11);
        update(connection, "insert into orders values (?, ?, ?, ?, null, ?)", district, order, customer, now(), lines);
        update(connection, "insert into new_order values (?, ?)", district, order);
        for (int line = 1; line <= lines; line++) {
            long item = oneOf(OrderTables.ITEMS);
            long quantity = oneOf(10);
            long price = number(connection, "select i_price from item where i_id = ?", item);
            long there =
                    number(connection, "select s_quantity from stock where s_w_id = ? and s_i_id = ?", warehouse, item);
            update(
                    connection,
                    "update stock set s_quantity = ?, s_ytd = s_ytd + ?, s_orders = s_orders + 1 where s_w_id = ? and s_i_id = ?",
                    there - quantity >= 10 ? there - quantity : there - quantity + 91,
                    quantity,
                    warehouse,
                    item);
            update(
                    connection,
                    "insert into order_line values (?, ?, ?, ?, ?, null, ?, ?)",
                    district,
                    order,
                    line,
                    item,
                    warehouse,
                    quantity,
                    quantity * price);
        }
    }

    private static void payment(Connection connection) throws SQLException {
        int district = anyDistrict();
        long amount = oneOf(500_000);
        update(connection, "update warehouse set w_ytd = w_ytd + ? where w_id = ?", amount, warehouseOf(district));
        update(connection, "update district set d_ytd = d_ytd + ? where d_id = ?", amount, district);
        long customer =
                random().nextInt(ALL_PERCENT) < 60 ? customerByName(connection, district) : customerOf(district);
        update(
                connection,
                "update customer set c_balance = c_balance - ?, c_payments = c_payments + 1 where c_id = ?",
                amount,
                customer);
        update(
                connection,
                "insert into history(h_c_id, h_d_id, h_at, h_amount) values (?, ?, ?, ?)",
                customer,
                district,
                now(),
                amount);
    }

    private static long customerByName(Connection connection, int district) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select c_id from customer where c_d_id = ? and c_last = ? order by c_id")) {
            statement.setInt(1, district);
            statement.setString(2, "name " + random().nextInt(100));
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    private static void orderStatus(Connection connection) throws SQLException {
        int district = anyDistrict();
        long customer = customerByName(connection, district);
        number(connection, "select c_balance from customer where c_id = ?", customer);
        long order = number(connection, "select max(o_id) from orders where o_c_id = ?", customer);
        sum(connection, "select ol_amount from order_line where ol_d_id = ? and ol_o_id = ?", district, order);
    }

    private static void delivery(Connection connection) throws SQLException {
        int first = random().nextInt(OrderTables.WAREHOUSES) * OrderTables.DISTRICTS + 1;
        for (int district = first; district < first + OrderTables.DISTRICTS; district++) {
            long order = number(connection, "select min(no_o_id) from new_order where no_d_id = ?", district);
            if (order == 0) {
                continue;
            }
            update(connection, "delete from new_order where no_d_id = ? and no_o_id = ?", district, order);
            long customer =
                    number(connection, "select o_c_id from orders where o_d_id = ? and o_id = ?", district, order);
            update(
                    connection,
                    "update orders set o_carrier = ? where o_d_id = ? and o_id = ?",
                    oneOf(10),
                    district,
                    order);
            update(
                    connection,
                    "update order_line set ol_delivered = ? where ol_d_id = ? and ol_o_id = ?",
                    now(),
                    district,
                    order);
            long amount = sum(
                    connection, "select ol_amount from order_line where ol_d_id = ? and ol_o_id = ?", district, order);
            update(connection, "update customer set c_balance = c_balance + ? where c_id = ?", amount, customer);
        }
    }

    private static void stockLevel(Connection connection) throws SQLException {
        int district = anyDistrict();
        long next = number(connection, "select d_next_o_id from district where d_id = ?", district);
        number(
                connection,
                "select count(distinct ol_i_id) from order_line join stock on s_w_id = ol_w_id and s_i_id = ol_i_id"
                        + " where ol_d_id = ? and ol_o_id >= ? and s_quantity < ?",
                district,
                next - OLDEST_LINES,
                10 + random().nextInt(11));
    }

    private static long now() {
        return System.currentTimeMillis();
    }

    private static long number(Connection connection, String sql, long... values) throws SQLException {
        try (PreparedStatement statement = bound(connection, sql, values);
                ResultSet rows = statement.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    private static long sum(Connection connection, String sql, long... values) throws SQLException {
        try (PreparedStatement statement = bound(connection, sql, values);
                ResultSet rows = statement.executeQuery()) {
            long sum = 0;
            while (rows.next()) {
                sum += rows.getLong(1);
            }
            return sum;
        }
    }

    private static void update(Connection connection, String sql, long... values) throws SQLException {
        try (PreparedStatement statement = bound(connection, sql, values)) {
            if (statement.executeUpdate() == 0) {
                throw new IllegalStateException("nothing was changed by " + sql);
            }
        }
    }

    private static PreparedStatement bound(Connection connection, String sql, long... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setLong(i + 1, values[i]);
        }
        return statement;
    }
}
