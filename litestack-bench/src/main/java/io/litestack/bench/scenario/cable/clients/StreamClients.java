package io.litestack.bench.scenario.cable.clients;

import io.litestack.bench.harness.Companion;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A process of clients of a stream: how many, the port, the token, and anything else if there is a last message. */
final class StreamClients implements Companion {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    @Override
    @SuppressWarnings("try") // the clients only have to be there
    public Map<String, Double> run(Control control, Path folder, List<String> arguments) throws Exception {
        int clients = Integer.parseInt(arguments.get(0));
        // without chunks, which may begin anywhere in a message
        ByteBuffer request = Crowd.http("1.0", "/stream?token=" + arguments.get(2), "Accept: text/event-stream");
        Crowd.Way way = new Crowd.Way(Integer.parseInt(arguments.get(1)), request, NOTHING, "event: live");
        Arrivals arrivals = new Arrivals(clients);
        try (Crowd ignored = Crowd.connect(clients, way, arrivals)) {
            control.ready();
            if (arguments.size() > 3) {
                arrivals.awaitEnd();
            }
            control.awaitStop();
        }
        return arrivals.figures();
    }
}
