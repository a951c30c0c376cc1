package io.litestack.bench.rival;

import io.litestack.bench.harness.SkippedException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** A Redis of our own on a free loopback port, without persistence, which is as fast as it gets. */
public final class RedisServer implements AutoCloseable {
    /** What the row compares with. */
    public static final String NAME = "Redis pub/sub, Jedis";

    /** How it is set up, for the report. */
    public static final String SETTINGS =
            "redis-server on a loopback port, no persistence (save \"\", appendonly no); one Jedis connection publishes,"
                    + " one subscribes";

    private static final String LOOPBACK = "127.0.0.1";
    private static final int PATIENCE_SECONDS = 10;

    private final Process process;
    private final int port;

    private RedisServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts it and returns once it answers.
     *
     * @throws SkippedException if {@code redis-server} is not installed
     */
    public static RedisServer start(Path folder) throws IOException, InterruptedException, SkippedException {
        return start(folder, List.of("--appendonly", "no"));
    }

    /**
     * Starts it with further settings, without snapshots, and returns once it answers.
     *
     * @param settings what follows on the command line
     * @throws SkippedException if {@code redis-server} is not installed
     */
    public static RedisServer start(Path folder, List<String> settings)
            throws IOException, InterruptedException, SkippedException {
        int port = freePort();
        RedisServer server = new RedisServer(launch(folder, port, settings), port);
        server.awaitAnswer();
        return server;
    }

    private static Process launch(Path folder, int port, List<String> settings) throws SkippedException {
        List<String> command = new ArrayList<>(List.of(
                "redis-server",
                "--port",
                String.valueOf(port),
                "--bind",
                LOOPBACK,
                "--save",
                "",
                "--dir",
                folder.toString()));
        command.addAll(settings);
        try {
            return new ProcessBuilder(command)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new SkippedException("redis-server cannot be started, is it installed? " + e.getMessage());
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitAnswer() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!isAnswering()) {
            if (!process.isAlive() || System.nanoTime() - deadline >= 0) {
                close();
                throw new IOException("redis-server does not answer on port " + port);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private boolean isAnswering() {
        try (Jedis jedis = connect(port)) {
            jedis.ping();
            return true;
        } catch (JedisConnectionException e) {
            return false;
        }
    }

    /** Opens a connection, whose reads never time out. */
    public static Jedis connect(int port) {
        return new Jedis(
                new HostAndPort(LOOPBACK, port),
                DefaultJedisClientConfig.builder()
                        .autoNegotiateProtocol(false)
                        .socketTimeoutMillis(0)
                        .build());
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
