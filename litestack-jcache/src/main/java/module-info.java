/** The cache behind javax.cache (JSR 107), for frameworks that ask for it. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"
}) // these have names of their own, which they will keep
module io.litestack.jcache {
    requires static transitive org.jspecify;
    requires transitive cache.api;
    requires transitive io.litestack.cache;
    requires io.litestack.core;
    requires java.management;

    exports io.litestack.jcache;

    provides javax.cache.spi.CachingProvider with
            io.litestack.jcache.LitestackCachingProvider;
}
