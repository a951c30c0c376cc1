package io.litestack.bench.scenario;

import io.litestack.bench.harness.Companion;
import io.litestack.bench.rival.RedisServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;

/** A process that is handed messages by Redis. */
final class RedisSubscriber implements Companion {
    static final String CHANNEL = "messages";

    private final Arrivals arrivals = new Arrivals();

    @Override
    public Map<String, Double> run(Control control, Path folder, List<String> arguments) throws Exception {
        JedisPubSub handler = new JedisPubSub() {
            @Override
            public void onSubscribe(String channel, int channels) {
                control.ready();
            }

            @Override
            public void onMessage(String channel, String message) {
                long now = System.nanoTime();
                int space = message.indexOf(' ');
                arrivals.add(message.substring(space + 1), Long.parseLong(message.substring(0, space)), now, now);
            }
        };
        int port = Integer.parseInt(arguments.get(0));
        Thread subscriber = new Thread(() -> subscribe(port, handler), "subscriber");
        subscriber.start();
        control.awaitStop();
        // the server answers on the same connection, after all messages sent before
        handler.unsubscribe();
        subscriber.join();
        return arrivals.figures();
    }

    private static void subscribe(int port, JedisPubSub handler) {
        try (Jedis jedis = RedisServer.connect(port)) {
            jedis.subscribe(handler, CHANNEL);
        }
    }
}
