package io.litestack.bench.scenario.cable;

import io.litestack.bench.rival.RedisServer;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.exceptions.JedisException;

/** Redis by Jedis: a connection for each thread that publishes, and one for the subscriber. */
final class JedisBus implements Bus {
    private static final byte[] CHANNEL = LitestackBus.CHANNEL.getBytes(StandardCharsets.US_ASCII);

    private final int port;
    private final Queue<Jedis> connections = new ConcurrentLinkedQueue<>();
    private final ThreadLocal<Jedis> publisher = ThreadLocal.withInitial(this::connect);
    private final Jedis pipelined;
    private final Pipeline pipeline;

    JedisBus(int port) {
        this.port = port;
        this.pipelined = connect();
        this.pipeline = pipelined.pipelined();
    }

    private Jedis connect() {
        Jedis opened = RedisServer.connect(port);
        connections.add(opened);
        return opened;
    }

    @Override
    public void subscribe(Consumer<byte[]> handler) throws InterruptedException {
        Jedis connection = connect();
        CountDownLatch subscribed = new CountDownLatch(1);
        BinaryJedisPubSub subscriber = new BinaryJedisPubSub() {
            @Override
            public void onSubscribe(byte[] channel, int channels) {
                subscribed.countDown();
            }

            @Override
            public void onMessage(byte[] channel, byte[] message) {
                handler.accept(message);
            }
        };
        Thread thread = new Thread(() -> subscribe(connection, subscriber), "subscriber");
        thread.setDaemon(true);
        thread.start();
        subscribed.await();
    }

    private static void subscribe(Jedis connection, BinaryJedisPubSub subscriber) {
        try {
            connection.subscribe(subscriber, CHANNEL);
        } catch (JedisException e) {
            // it was closed
        }
    }

    @Override
    public void publish(byte[] message) {
        publisher.get().publish(CHANNEL, message);
    }

    @Override
    public void publishAsync(byte[] message) {
        pipeline.publish(CHANNEL, message);
    }

    @Override
    public void flush() {
        pipeline.sync();
    }

    @Override
    public void close() {
        connections.forEach(Jedis::close);
    }
}
