package io.litestack.db.fault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/**
 * A program that works by JDBC until it is killed, and appends the ids of what it has stored to a file, of which nothing is lost
 * with the process.
 */
final class JdbcProgram {
    private static final int THREADS = 5;

    /** What one thread does again and again. */
    private interface Work {
        void run(Connection connection, String id, Random random) throws Exception;
    }

    private final String url;
    private final FileChannel acknowledgements;
    private final String run = Long.toHexString(System.nanoTime());

    private JdbcProgram(String file, String acknowledgements) throws IOException {
        this.url = "jdbc:litestack:" + file;
        this.acknowledgements = FileChannel.open(Path.of(acknowledgements), StandardOpenOption.APPEND);
    }

    public static void main(String[] arguments) throws Exception {
        JdbcProgram program = new JdbcProgram(arguments[0], arguments[1]);
        if (arguments[2].equals("load")) {
            program.load(new Random(Long.parseLong(arguments[3])));
        } else {
            program.holdAll();
        }
        System.out.println("ready");
        Thread.currentThread().join();
    }

    // Holds all that a connection can hold.

    private void holdAll() throws Exception {
        ResultSet half = DriverManager.getConnection(url).createStatement().executeQuery("select id from transfer");
        half.next();
        Connection snapshot = DriverManager.getConnection(url);
        snapshot.setReadOnly(true);
        snapshot.setAutoCommit(false);
        snapshot.createStatement().executeQuery("select count(*) from account").next();

        Connection writing = DriverManager.getConnection(url);
        transfer(writing, "held-before-" + run, new Random(1));
        Statement statement = writing.createStatement();
        statement.executeUpdate("update account set balance = balance - 7 where id = 1");
        Savepoint first = writing.setSavepoint("first");
        statement.executeUpdate("insert into transfer values ('never-1', 1, 2, 9)");
        writing.setSavepoint("second");
        statement.executeUpdate("insert into transfer values ('never-2', 1, 2, 9)");
        writing.rollback(first);
        statement.executeUpdate("insert into item(batch) values ('never')");
    }

    // Works on many threads.

    private void load(Random random) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(2 * THREADS + 1);
        repeat("stream", JdbcProgram::readAll, new Random(random.nextLong()), begun);
        for (int i = 0; i < THREADS; i++) {
            repeat("transfer-" + i, this::transfer, new Random(random.nextLong()), begun);
            repeat("batch-" + i, this::batch, new Random(random.nextLong()), begun);
        }
        begun.await();
    }

    private void repeat(String name, Work work, Random random, CountDownLatch begun) {
        Thread thread = new Thread(
                () -> {
                    try (Connection connection = DriverManager.getConnection(url)) {
                        for (int i = 0; ; i++) {
                            work.run(connection, name + '-' + run + '-' + i, random);
                            begun.countDown();
                        }
                    } catch (Exception e) {
                        e.printStackTrace();
                    }
                },
                name);
        thread.start();
    }

    private static void readAll(Connection connection, String id, Random random) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select id, batch from item limit 5000")) {
            while (rows.next()) {
                rows.getString(2);
            }
        }
    }

    /** Moves an amount between two accounts; now and then it errs first, and undoes that. */
    private void transfer(Connection connection, String id, Random random) throws SQLException, IOException {
        connection.setAutoCommit(false);
        int source = random.nextInt(KilledTest.ACCOUNTS);
        int target = random.nextInt(KilledTest.ACCOUNTS);
        if (random.nextInt(3) == 0) {
            Savepoint before = connection.setSavepoint();
            add(connection, source, -1000);
            connection.rollback(before);
        }
        int amount = 1 + random.nextInt(9);
        add(connection, source, -amount);
        add(connection, target, amount);
        try (PreparedStatement insert = connection.prepareStatement("insert into transfer values (?, ?, ?, ?)")) {
            insert.setString(1, id);
            insert.setInt(2, source);
            insert.setInt(3, target);
            insert.setInt(4, amount);
            insert.executeUpdate();
        }
        connection.commit();
        acknowledge(id);
    }

    private static void add(Connection connection, int account, int amount) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update account set balance = balance + ? where id = ?")) {
            update.setInt(1, amount);
            update.setInt(2, account);
            update.executeUpdate();
        }
    }

    /** Stores many rows by one batch, with autocommit or without. */
    private void batch(Connection connection, String id, Random random) throws SQLException, IOException {
        boolean isAuto = random.nextBoolean();
        connection.setAutoCommit(isAuto);
        try (PreparedStatement insert = connection.prepareStatement("insert into item(batch) values (?)")) {
            for (int i = 0; i < KilledTest.BATCH; i++) {
                insert.setString(1, id);
                insert.addBatch();
            }
            insert.executeBatch();
        }
        if (!isAuto) {
            connection.commit();
        }
        acknowledge(id);
    }

    private void acknowledge(String id) throws IOException {
        acknowledgements.write(ByteBuffer.wrap((id + '\n').getBytes(StandardCharsets.UTF_8)));
    }
}
