package io.litestack.bench.scenario.cache;

import io.litestack.bench.harness.SkippedException;
import io.litestack.bench.rival.RedisServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import redis.clients.jedis.Jedis;

/** Redis over loopback by Jedis: a connection for each thread, which needs no pool. */
final class RedisCache implements Subject {
    /** What the rows compare with. */
    static final String NAME = "Redis, Jedis";

    /** The same, storing what it is given once a second. */
    static final String EVERY_SECOND = "Redis, appendfsync everysec, Jedis";

    /** How it is set up, for the report. */
    static final String SETTINGS =
            "redis-server on a loopback port, no persistence; where the row says so appendonly yes with appendfsync everysec, or"
                    + " maxmemory 128mb with allkeys-lru; one Jedis connection for each thread, keys and values as bytes";

    private final EntrySet entries;
    private final RedisServer server;
    private final Queue<Jedis> connections = new ConcurrentLinkedQueue<>();
    private final ThreadLocal<Jedis> connection;

    private RedisCache(EntrySet entries, RedisServer server) {
        this.entries = entries;
        this.server = server;
        this.connection = ThreadLocal.withInitial(() -> {
            Jedis opened = RedisServer.connect(server.port());
            connections.add(opened);
            return opened;
        });
    }

    static RedisCache start(Path folder, EntrySet entries, String... settings)
            throws IOException, InterruptedException, SkippedException {
        return new RedisCache(entries, RedisServer.start(folder, List.of(settings)));
    }

    static RedisCache everySecond(Path folder, EntrySet entries)
            throws IOException, InterruptedException, SkippedException {
        return start(folder, entries, "--appendonly", "yes", "--appendfsync", "everysec");
    }

    private byte[] key(int key) {
        return bytes(entries.key(key));
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public int read(int key) {
        byte[] value = connection.get().get(key(key));
        return value == null ? -1 : value.length;
    }

    @Override
    public void write(int key) {
        connection.get().set(key(key), entries.bytes(key));
    }

    @Override
    public int readAll(List<String> keys) {
        byte[][] names = keys.stream().map(RedisCache::bytes).toArray(byte[][]::new);
        int found = 0;
        for (byte[] value : connection.get().mget(names)) {
            found += value == null ? 0 : 1;
        }
        return found;
    }

    @Override
    public long increment(int key) {
        return connection.get().incr(key(key));
    }

    @Override
    public void close() {
        connections.forEach(Jedis::close);
        server.close();
    }
}
