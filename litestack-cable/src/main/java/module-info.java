/** Publish and subscribe in the order of the commits: durable for a while, resumable, and honest about gaps. */
module io.litestack.cable {
    requires static transitive org.jspecify;
    requires transitive io.litestack.core;
    requires org.slf4j;

    exports io.litestack.cable;

    // what is stored as JSON: events of presence
    opens io.litestack.cable.internal.presence to
            com.fasterxml.jackson.databind;

    provides io.litestack.core.spi.ComponentProvider with
            io.litestack.cable.internal.CableProvider;
}
