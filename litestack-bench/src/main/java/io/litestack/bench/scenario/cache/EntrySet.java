package io.litestack.bench.scenario.cache;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * The keys and values of a row: so many keys, values of so many bytes that differ from key to key, and an order in which keys are
 * asked for. Immutable.
 */
final class EntrySet {
    private static final int SAMPLES = 1 << 20;

    private final String[] keys;
    private final byte[] template;
    private final int[] zipf;

    private EntrySet(String[] keys, byte[] template, int[] zipf) {
        this.keys = keys;
        this.template = template;
        this.zipf = zipf;
    }

    /** So many keys with values of so many bytes, which do not compress. */
    static EntrySet of(int count, int valueBytes) {
        byte[] template = new byte[valueBytes];
        Random random = new Random(20);
        for (int i = 0; i < valueBytes; i++) {
            // letters, so that the same bytes make a String
            template[i] = (byte) ('0' + random.nextInt(64));
        }
        String[] keys = IntStream.range(0, count)
                .mapToObj(it -> "item:" + (1_000_000 + it))
                .toArray(String[]::new);
        return new EntrySet(keys, template, zipf(count, random));
    }

    /** By the sum of 1/rank^0.99, ranks scattered over the keys. */
    private static int[] zipf(int count, Random random) {
        double[] sums = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += 1 / Math.pow(i + 1, 0.99);
            sums[i] = sum;
        }
        int[] scattered = IntStream.range(0, count).toArray();
        for (int i = count - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = scattered[i];
            scattered[i] = scattered[j];
            scattered[j] = swapped;
        }
        int[] samples = new int[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            int found = java.util.Arrays.binarySearch(sums, random.nextDouble() * sum);
            samples[i] = scattered[Math.min(count - 1, found < 0 ? -found - 1 : found)];
        }
        return samples;
    }

    int count() {
        return keys.length;
    }

    int valueBytes() {
        return template.length;
    }

    String key(int key) {
        return keys[key];
    }

    /** A new value of a key. */
    byte[] bytes(int key) {
        byte[] value = template.clone();
        for (int i = 0; i < 8; i++) {
            value[i] = (byte) ('0' + ((key >>> (i * 4)) & 15));
        }
        return value;
    }

    /** The same as text. */
    String text(int key) {
        return new String(bytes(key), StandardCharsets.ISO_8859_1);
    }

    /** The key of a sample of Zipf's distribution with exponent 0.99. */
    int zipf(long sample) {
        return zipf[(int) sample & (SAMPLES - 1)];
    }

    /** One at random by Zipf's distribution. */
    int anyByZipf() {
        return zipf(ThreadLocalRandom.current().nextInt(SAMPLES));
    }

    /** So many keys in a row. */
    List<String> some(int howMany) {
        int first = ThreadLocalRandom.current().nextInt(Math.max(1, keys.length - howMany));
        List<String> some = new ArrayList<>(howMany);
        for (int i = 0; i < howMany; i++) {
            some.add(keys[(first + i) % keys.length]);
        }
        return some;
    }
}
