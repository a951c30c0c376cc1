/** Publish and subscribe in the order of the commits: durable for a while, resumable, and honest about gaps. */
module io.litestack.cable {
    requires static transitive org.jspecify;
    requires transitive io.litestack.core;
    requires org.slf4j;

    // for those who serve streams by the server that comes with Java, or as a servlet
    requires static jakarta.servlet;
    requires static jdk.httpserver;
    // or by WebSockets of Jetty
    requires static org.eclipse.jetty.websocket.api;

    exports io.litestack.cable;
    exports io.litestack.cable.web;
    exports io.litestack.cable.web.actioncable;

    // what is stored as JSON: events of presence
    opens io.litestack.cable.internal.presence to
            com.fasterxml.jackson.databind;
    // and tokens
    opens io.litestack.cable.web to
            com.fasterxml.jackson.databind;

    provides io.litestack.core.spi.ComponentProvider with
            io.litestack.cable.internal.CableProvider;
}
