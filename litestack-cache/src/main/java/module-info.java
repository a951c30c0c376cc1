/** A cache at the speed of the heap that survives restarts, is shared by processes, and never serves what was invalidated. */
@SuppressWarnings("requires-automatic") // it has a name of its own, which it will keep
module io.litestack.cache {
    requires static transitive org.jspecify;
    requires transitive io.litestack.core;
    requires com.github.benmanes.caffeine;
    requires static org.lz4.java;
    requires org.slf4j;

    exports io.litestack.cache;

    provides io.litestack.core.spi.ComponentProvider with
            io.litestack.cache.internal.CacheProvider;
}
