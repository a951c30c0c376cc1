package io.litestack.cache.fault;

import io.litestack.cache.Cache;
import io.litestack.cache.Coherence;
import io.litestack.cache.TypedCache;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.Random;

/**
 * A process of the model checker: it increments and reads shared counters, puts and reads values that only one process puts, and writes
 * down when each call began and ended, by the clock that all processes of a machine share, and what it returned.
 */
public final class CheckedProcess {
    static final int KEYS = 100;

    private CheckedProcess() {}

    /** The file, the coherence, its number, the seed, how long to go on, and where to write. */
    public static void main(String[] arguments) throws IOException {
        int number = Integer.parseInt(arguments[2]);
        Random random = new Random(Long.parseLong(arguments[3]) + number);
        try (Cache cache = CacheProcess.open(Path.of(arguments[0]), Coherence.valueOf(arguments[1]));
                DataOutputStream out = new DataOutputStream(
                        new BufferedOutputStream(Files.newOutputStream(Path.of(arguments[5])), 1 << 20))) {
            CacheProcess.say("ready");
            long end = System.nanoTime() + Long.parseLong(arguments[4]) * 1_000_000;
            TypedCache<Long> values = cache.typed(Long.class);
            long put = 0;
            while (System.nanoTime() < end) {
                int key = random.nextInt(KEYS);
                int kind = random.nextInt(40);
                long began = System.nanoTime();
                if (kind == 0) {
                    long sum = cache.increment("counter" + key);
                    write(out, Event.INCREMENT, key, began, sum);
                } else if (kind == 1) {
                    put++;
                    values.put("put" + number + ":" + key % 10, put);
                    write(out, Event.PUT, number * 10 + key % 10, began, put);
                } else if (kind < 10) {
                    int owner = random.nextInt(4);
                    OptionalLong found = cache.counter("put" + owner + ":" + key % 10);
                    write(out, Event.READ_PUT, owner * 10 + key % 10, began, found.orElse(0));
                } else {
                    write(
                            out,
                            Event.READ,
                            key,
                            began,
                            cache.counter("counter" + key).orElse(0));
                }
            }
            cache.flush();
            CacheProcess.say("flushed");
            System.in.read();
            for (int key = 0; key < KEYS; key++) {
                write(
                        out,
                        Event.LAST,
                        key,
                        System.nanoTime(),
                        cache.counter("counter" + key).orElse(0));
            }
            for (int key = 0; key < 40; key++) {
                String name = "put" + key / 10 + ":" + key % 10;
                write(
                        out,
                        Event.LAST_PUT,
                        key,
                        System.nanoTime(),
                        cache.counter(name).orElse(0));
            }
        }
        CacheProcess.say("done");
    }

    private static void write(DataOutputStream out, int kind, int key, long began, long value) throws IOException {
        out.writeByte(kind);
        out.writeInt(key);
        out.writeLong(began);
        out.writeLong(System.nanoTime());
        out.writeLong(value);
    }

    /** What was done. */
    record Event(int kind, int key, long began, long ended, long value) {
        static final int INCREMENT = 0;
        static final int READ = 1;
        static final int PUT = 2;
        static final int READ_PUT = 3;
        static final int LAST = 4;
        static final int LAST_PUT = 5;
    }
}
