package io.litestack.cache.fault;

import io.litestack.cache.Cache;
import io.litestack.cache.CacheConfig;
import io.litestack.cache.Coherence;
import io.litestack.cache.EntryOptions;
import io.litestack.cache.LoadOptions;
import io.litestack.core.Store;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/** A process with a cache: lines on its input say what to do, and lines on its output what came of it. */
public final class CacheProcess {
    private static final Semaphore GO = new Semaphore(0);

    private CacheProcess() {}

    /** The file, the coherence, and perhaps the file of an application. */
    public static void main(String[] arguments) throws IOException {
        Cache cache = open(Path.of(arguments[0]), Coherence.valueOf(arguments[1]));
        Store store = arguments.length > 2 ? Store.open(Path.of(arguments[2])) : null;
        if (store != null) {
            cache.attach(store);
        }
        say("ready");
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "put" -> {
                    cache.put(words[1], words[2]);
                    say("did put");
                }
                case "durable" -> {
                    cache.put(words[1], words[2], EntryOptions.standard().durable());
                    say("did durable");
                }
                case "get" -> say("got " + cache.find(words[1], String.class).orElse("-"));
                case "load" ->
                    load(cache, words[1], words[2], LoadOptions.standard().withTags("t"));
                case "load-for-all" ->
                    load(cache, words[1], words[2], LoadOptions.standard().acrossProcesses());
                case "increment" -> say("incremented " + cache.increment(words[1]));
                case "go" -> GO.release();
                case "evict-and-die" -> evictAndDie(cache, store, words[1]);
                case "close" -> {
                    cache.close();
                    say("did close");
                }
                default -> throw new IllegalArgumentException(line);
            }
        }
    }

    static Cache open(Path file, Coherence coherence) {
        return Cache.open(CacheConfig.builder(file).coherence(coherence).build());
    }

    /** Loads a value that is held until somebody says go. */
    private static void load(Cache cache, String key, String value, LoadOptions options) {
        new Thread(() -> {
                    String loaded = cache.get(key, String.class, options, () -> {
                        say("loading");
                        GO.acquireUninterruptibly();
                        return value;
                    });
                    say("loaded " + loaded);
                })
                .start();
    }

    /** Commits a transaction that evicts, and dies before anybody has taken the row out of the outbox. */
    private static void evictAndDie(Cache cache, Store store, String key) {
        store.useWrite(tx -> {
            tx.afterCommit(() -> {
                say("committed");
                Runtime.getRuntime().halt(9);
            });
            cache.evict(tx, key);
        });
    }

    /** In one system call, so that no line is half said. */
    static synchronized void say(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        System.out.write(bytes, 0, bytes.length);
        System.out.flush();
    }
}
