package io.litestack.cable.web;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

class HttpServerSseTest extends SseServerContract {
    private HttpServer server;
    private ExecutorService threads;

    @Override
    int start(SseStreams served) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/stream",
                new HttpServerSse(served, it -> it.getRequestHeaders().getFirst("X-Session")));
        threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        server.start();
        return server.getAddress().getPort();
    }

    @Override
    void stop() {
        server.stop(0);
        threads.shutdown();
    }
}
