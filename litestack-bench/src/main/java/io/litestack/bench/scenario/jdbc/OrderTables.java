package io.litestack.bench.scenario.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables of a wholesaler, after TPC-C's (https://www.tpc.org/tpcc/): warehouses, districts, customers, stock and orders. It
 * is a mix of our own on a smaller scale, so its figures are no TPC-C results.
 */
final class OrderTables {
    static final int WAREHOUSES = 2;
    static final int DISTRICTS = 10;
    static final int CUSTOMERS = 300;
    static final int ITEMS = 5_000;

    private static final List<String> TABLES = List.of(
            "create table warehouse(w_id integer primary key, w_name text, w_tax real, w_ytd integer not null)",
            "create table district(d_id integer primary key, d_w_id integer not null, d_tax real, d_ytd integer not null,"
                    + " d_next_o_id integer not null)",
            "create table customer(c_id integer primary key, c_d_id integer not null, c_last text not null, c_credit text,"
                    + " c_discount real, c_balance integer not null, c_payments integer not null, c_data text)",
            "create index customer_name on customer(c_d_id, c_last)",
            "create table item(i_id integer primary key, i_name text, i_price integer not null, i_data text)",
            "create table stock(s_w_id integer not null, s_i_id integer not null, s_quantity integer not null,"
                    + " s_ytd integer not null, s_orders integer not null, s_dist text, s_data text,"
                    + " primary key (s_w_id, s_i_id)) without rowid",
            "create table orders(o_d_id integer not null, o_id integer not null, o_c_id integer not null, o_entry integer,"
                    + " o_carrier integer, o_lines integer not null, primary key (o_d_id, o_id)) without rowid",
            "create index orders_customer on orders(o_c_id, o_id)",
            "create table new_order(no_d_id integer not null, no_o_id integer not null, primary key (no_d_id, no_o_id))"
                    + " without rowid",
            "create table order_line(ol_d_id integer not null, ol_o_id integer not null, ol_number integer not null,"
                    + " ol_i_id integer not null, ol_w_id integer not null, ol_delivered integer, ol_quantity integer not null,"
                    + " ol_amount integer not null, primary key (ol_d_id, ol_o_id, ol_number)) without rowid",
            "create table history(h_id integer primary key, h_c_id integer not null, h_d_id integer not null, h_at integer,"
                    + " h_amount integer not null)");

    private OrderTables() {}

    static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                statement.execute(table);
            }
        }
        fill(connection, WAREHOUSES, "insert into warehouse select i, 'warehouse ' || i, 0.08, 0 from n");
        fill(
                connection,
                WAREHOUSES * DISTRICTS,
                "insert into district select i, (i - 1) / " + DISTRICTS + " + 1, 0.05, 0, 1 from n");
        fill(
                connection,
                WAREHOUSES * DISTRICTS * CUSTOMERS,
                "insert into customer select i, (i - 1) / " + CUSTOMERS + " + 1, 'name ' || (i % 100), 'GC', 0.1, 0, 0,"
                        + " printf('%.*c', 200, 'x') from n");
        fill(
                connection,
                ITEMS,
                "insert into item select i, 'item ' || i, i % 9900 + 100, printf('%.*c', 40, 'y') from n");
        fill(
                connection,
                WAREHOUSES * ITEMS,
                "insert into stock select (i - 1) / " + ITEMS + " + 1, (i - 1) % " + ITEMS + " + 1, 50, 0, 0,"
                        + " printf('%.*c', 24, 'd'), printf('%.*c', 40, 'z') from n");
    }

    private static void fill(Connection connection, int rows, String insertFromNumbers) throws SQLException {
        String sql = insertFromNumbers.replaceFirst(
                " select ", " with recursive n(i) as (select 1 union all select i + 1 from n where i < ?) select ");
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, rows);
            statement.executeUpdate();
        }
    }
}
