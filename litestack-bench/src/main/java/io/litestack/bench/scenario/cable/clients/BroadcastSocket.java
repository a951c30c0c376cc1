package io.litestack.bench.scenario.cable.clients;

import java.util.Set;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/** A WebSocket that sends to all others what it gets. Public because Jetty calls it. */
public final class BroadcastSocket implements Session.Listener.AutoDemanding {
    private final Set<Session> sessions;

    BroadcastSocket(Set<Session> sessions) {
        this.sessions = sessions;
    }

    @Override
    public void onWebSocketOpen(Session session) {
        sessions.add(session);
        session.sendText(SocketClients.LIVE, Callback.NOOP);
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        // a client that is gone
    }

    @Override
    public void onWebSocketText(String message) {
        // what a client subscribes with is of no concern here
        if (message.contains(SocketClients.MESSAGE)) {
            sessions.forEach(it -> it.sendText(message, Callback.NOOP));
        }
    }
}
