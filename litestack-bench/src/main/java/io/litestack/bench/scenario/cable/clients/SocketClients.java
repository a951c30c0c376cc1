package io.litestack.bench.scenario.cable.clients;

import io.litestack.bench.harness.Companion;
import io.litestack.bench.harness.Load;
import io.litestack.bench.harness.Tally;
import io.litestack.bench.harness.Timing;
import io.litestack.cable.web.actioncable.ActionCable;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A process of clients of Action Cable, one of which sends messages to all: how many, the port, warm-up and window. */
final class SocketClients implements Companion {
    static final String CHANNEL = "NewsChannel";

    /** What a server has said when a client gets messages. */
    static final String LIVE = "confirm_subscription";

    /** What is in each command that sends a message. */
    static final String MESSAGE = "\"command\":\"message\"";

    /** How many were sent. */
    static final String SENT = "sent";

    private static final int PER_SECOND = 20;
    private static final String IDENTIFIER = "\"{\\\"channel\\\":\\\"" + CHANNEL + "\\\"}\"";

    @Override
    public Map<String, Double> run(Control control, Path folder, List<String> arguments) throws Exception {
        int clients = Integer.parseInt(arguments.get(0));
        ByteBuffer subscribe = Frame.text("{\"command\":\"subscribe\",\"identifier\":" + IDENTIFIER + "}");
        Crowd.Way way = new Crowd.Way(
                Integer.parseInt(arguments.get(1)),
                Frame.handshake(SocketServer.PATH, ActionCable.PROTOCOL),
                subscribe,
                LIVE);
        Arrivals arrivals = new Arrivals(clients);
        Numbers numbers = new Numbers();
        try (Crowd crowd = Crowd.connect(clients, way, arrivals)) {
            control.ready();
            Duration warmup = Duration.parse(arguments.get(2));
            long counted = System.nanoTime() + warmup.toNanos();
            new Load(new Timing(warmup, Duration.parse(arguments.get(3))), new Tally())
                    .paced(1, PER_SECOND, due -> crowd.send(message(numbers, due - counted < 0 ? 0 : due)));
            crowd.send(message(numbers, Mark.END));
            arrivals.awaitEnd();
            control.awaitStop();
        }
        Map<String, Double> figures = arrivals.figures();
        figures.put(SENT, (double) numbers.count());
        return figures;
    }

    private static ByteBuffer message(Numbers numbers, long due) {
        return Frame.text("{" + MESSAGE + ",\"identifier\":" + IDENTIFIER + ",\"data\":\"" + numbers.next(due) + "\"}");
    }
}
