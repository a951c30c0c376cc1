/** A cache at the speed of the heap that survives restarts, is shared by processes, and never serves what was invalidated. */
module io.litestack.cache {
    requires static transitive org.jspecify;
    requires transitive io.litestack.core;
    requires com.github.benmanes.caffeine;
    requires org.slf4j;

    exports io.litestack.cache;

    provides io.litestack.core.spi.ComponentProvider with
            io.litestack.cache.internal.CacheProvider;
}
