package io.litestack.jcache.internal.manager;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.WeakHashMap;
import javax.cache.spi.CachingProvider;

/** The managers of a provider, by class loader and URI. Thread-safe. */
public final class Registry {
    private final CachingProvider provider;
    private final Map<ClassLoader, Map<URI, JCacheManager>> managers = new WeakHashMap<>();

    public Registry(CachingProvider provider) {
        this.provider = provider;
    }

    CachingProvider provider() {
        return provider;
    }

    /** Where caches are if nobody says it: as the system property says, or in the working directory. */
    public static URI defaultUri() {
        String configured = System.getProperty(ManagerSettings.DEFAULT_URI);
        return configured == null
                ? java.nio.file.Path.of("jcache.sqlite3").toAbsolutePath().toUri()
                : URI.create(configured);
    }

    public synchronized JCacheManager get(URI uri, ClassLoader loader, Properties properties) {
        Map<URI, JCacheManager> known = managers.computeIfAbsent(loader, it -> new HashMap<>());
        JCacheManager manager = known.get(uri);
        if (manager == null) {
            manager = JCacheManager.of(this, uri, loader, properties);
            known.put(uri, manager);
        }
        return manager;
    }

    synchronized void remove(JCacheManager closed) {
        Map<URI, JCacheManager> known = managers.get(closed.getClassLoader());
        if (known != null) {
            known.remove(closed.getURI(), closed);
            if (known.isEmpty()) {
                managers.remove(closed.getClassLoader());
            }
        }
    }

    public void close() {
        List<JCacheManager> all = new ArrayList<>();
        synchronized (this) {
            managers.values().forEach(it -> all.addAll(it.values()));
        }
        all.forEach(JCacheManager::close);
    }

    public void close(ClassLoader loader) {
        List<JCacheManager> all = new ArrayList<>();
        synchronized (this) {
            all.addAll(managers.getOrDefault(loader, Map.of()).values());
        }
        all.forEach(JCacheManager::close);
    }

    public void close(URI uri, ClassLoader loader) {
        List<JCacheManager> all = new ArrayList<>();
        synchronized (this) {
            JCacheManager manager = managers.getOrDefault(loader, Map.of()).get(uri);
            if (manager != null) {
                all.add(manager);
            }
        }
        all.forEach(JCacheManager::close);
    }
}
