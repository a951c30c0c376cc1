package io.litestack.bench.scenario.cable;

import io.litestack.bench.harness.Side;
import io.litestack.bench.harness.SkippedException;
import io.litestack.bench.rival.RedisServer;
import io.litestack.core.Sync;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What stands between those who publish and those who subscribe: Redis of the other side, or Litestack, which is a file. */
final class Broker implements AutoCloseable {
    private final Client client;
    private final Path folder;
    private final Sync sync;
    private final @Nullable RedisServer redis;

    /** By what programs reach it. */
    enum Client {
        LITESTACK("Litestack"),
        JEDIS(RedisServer.NAME),
        LETTUCE("Redis pub/sub, Lettuce");

        private final String title;

        Client(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }

        /** Opens a client in this process; the port is that of Redis. */
        Bus connect(Path folder, Sync sync, int port) {
            return switch (this) {
                case LITESTACK -> LitestackBus.open(folder, sync);
                case JEDIS -> new JedisBus(port);
                case LETTUCE -> new LettuceBus(port);
            };
        }
    }

    /** How Redis is set up for messages, for the report. */
    static final String SETTINGS =
            "redis-server as for Jedis; one Lettuce connection publishes what is waited for, one without"
                    + " automatic flushes what is not, 64 commands to a flush (with Jedis: a pipeline), and one subscribes";

    private Broker(Client client, Path folder, Sync sync, @Nullable RedisServer redis) {
        this.client = client;
        this.folder = folder;
        this.sync = sync;
        this.redis = redis;
    }

    static Broker start(Side side, Client rival, Path folder, Sync sync)
            throws IOException, InterruptedException, SkippedException {
        return side == Side.LITESTACK
                ? new Broker(Client.LITESTACK, folder, sync, null)
                : new Broker(rival, folder, sync, RedisServer.start(folder));
    }

    Client client() {
        return client;
    }

    int port() {
        return redis == null ? 0 : redis.port();
    }

    Bus connect() {
        return client.connect(folder, sync, port());
    }

    @Override
    public void close() {
        if (redis != null) {
            redis.close();
        }
    }
}
