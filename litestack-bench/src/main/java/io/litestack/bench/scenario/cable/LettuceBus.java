package io.litestack.bench.scenario.cable;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Redis by Lettuce: a connection that all threads publish on, one for what is not waited for, and one for the subscriber. */
final class LettuceBus implements Bus {
    private static final byte[] CHANNEL = LitestackBus.CHANNEL.getBytes(StandardCharsets.US_ASCII);

    private final RedisClient client;
    private final RedisCommands<byte[], byte[]> commands;
    private final StatefulRedisConnection<byte[], byte[]> pipelined;
    private final StatefulRedisPubSubConnection<byte[], byte[]> subscriber;

    LettuceBus(int port) {
        client = RedisClient.create("redis://127.0.0.1:" + port);
        commands = client.connect(ByteArrayCodec.INSTANCE).sync();
        pipelined = client.connect(ByteArrayCodec.INSTANCE);
        // many commands by one write: several times as fast
        pipelined.setAutoFlushCommands(false);
        subscriber = client.connectPubSub(ByteArrayCodec.INSTANCE);
    }

    @Override
    public void subscribe(Consumer<byte[]> handler) {
        subscriber.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(byte[] channel, byte[] message) {
                handler.accept(message);
            }
        });
        subscriber.sync().subscribe(CHANNEL);
    }

    @Override
    public void publish(byte[] message) {
        commands.publish(CHANNEL, message);
    }

    @Override
    public void publishAsync(byte[] message) {
        var unused = pipelined.async().publish(CHANNEL, message);
    }

    @Override
    public void flush() {
        pipelined.flushCommands();
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
