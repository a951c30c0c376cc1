package io.litestack.bench.scenario.cache;

import io.litestack.cache.Cache;
import io.litestack.cache.CacheConfig;
import io.litestack.cache.EntryOptions;
import io.litestack.cache.TypedCache;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** Litestack's cache. */
final class LitestackCache implements Subject {
    private final EntrySet entries;
    private final Cache cache;
    private final TypedCache<byte[]> bytes;
    private final EntryOptions options;

    private LitestackCache(EntrySet entries, Cache cache, EntryOptions options) {
        this.entries = entries;
        this.cache = cache;
        this.bytes = cache.typed(byte[].class);
        this.options = options;
    }

    static LitestackCache open(Path folder, EntrySet entries, UnaryOperator<CacheConfig.Builder> settings) {
        return new LitestackCache(entries, openCache(folder, settings), EntryOptions.standard());
    }

    static Cache openCache(Path folder, UnaryOperator<CacheConfig.Builder> settings) {
        return Cache.open(settings.apply(CacheConfig.builder(file(folder))).build());
    }

    static Path file(Path folder) {
        return folder.resolve("cache.db");
    }

    /** This one, whose writes return after their commit. */
    LitestackCache durable() {
        return new LitestackCache(entries, cache, EntryOptions.standard().durable());
    }

    Cache cache() {
        return cache;
    }

    @Override
    public int read(int key) {
        return bytes.find(entries.key(key)).map(it -> it.length).orElse(-1);
    }

    @Override
    public void write(int key) {
        bytes.put(entries.key(key), entries.bytes(key), options);
    }

    @Override
    public void settle() {
        cache.flush();
    }

    @Override
    public int readAll(List<String> keys) {
        return bytes.getAll(keys).size();
    }

    @Override
    public long increment(int key) {
        return cache.increment(entries.key(key));
    }

    @Override
    public void close() {
        cache.close();
    }
}
