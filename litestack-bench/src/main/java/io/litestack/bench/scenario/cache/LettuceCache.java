package io.litestack.bench.scenario.cache;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.litestack.bench.harness.SkippedException;
import io.litestack.bench.rival.RedisServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;

/** Redis over loopback by Lettuce, whose writes are not waited for: so many are on their way at a time. */
final class LettuceCache implements Subject {
    /** What the rows compare with. */
    static final String NAME = "Redis, Lettuce pipelined";

    /** How it is set up, for the report. */
    static final String SETTINGS =
            "as Redis by Jedis; one connection, asynchronous commands, at most 1,000 of them on their way";

    private static final int MOST_UNDER_WAY = 1_000;

    private final EntrySet entries;
    private final RedisServer server;
    private final RedisClient client;
    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final RedisAsyncCommands<byte[], byte[]> commands;
    private final Semaphore room = new Semaphore(MOST_UNDER_WAY);

    private LettuceCache(EntrySet entries, RedisServer server) {
        this.entries = entries;
        this.server = server;
        this.client = RedisClient.create("redis://127.0.0.1:" + server.port());
        this.connection = client.connect(ByteArrayCodec.INSTANCE);
        this.commands = connection.async();
    }

    static LettuceCache start(Path folder, EntrySet entries)
            throws IOException, InterruptedException, SkippedException {
        return new LettuceCache(entries, RedisServer.start(folder, List.of("--appendonly", "no")));
    }

    private byte[] key(int key) {
        return entries.key(key).getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public int read(int key) throws Exception {
        byte[] value = commands.get(key(key)).get();
        return value == null ? -1 : value.length;
    }

    @Override
    public void write(int key) throws InterruptedException {
        room.acquire();
        RedisFuture<String> set = commands.set(key(key), entries.bytes(key));
        set.whenComplete((answer, failure) -> room.release());
    }

    @Override
    public void settle() throws InterruptedException {
        room.acquire(MOST_UNDER_WAY);
        room.release(MOST_UNDER_WAY);
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown();
        server.close();
    }
}
