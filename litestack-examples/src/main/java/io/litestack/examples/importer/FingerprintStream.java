package io.litestack.examples.importer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/** Counts and hashes what is read through it. For one reading thread; {@link #count} may be asked by any. */
final class FingerprintStream extends FilterInputStream {
    private final MessageDigest digest = sha256();
    private final AtomicLong count = new AtomicLong();

    FingerprintStream(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        int read = super.read(bytes, from, length);
        if (read > 0) {
            digest.update(bytes, from, read);
            count.addAndGet(read);
        }
        return read;
    }

    @Override
    public long skip(long wanted) throws IOException {
        return readNBytes((int) Math.min(wanted, 8192)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** How many bytes were read so far. */
    long count() {
        return count.get();
    }

    /** What was read so far; reading on is not possible afterwards. */
    Fingerprint fingerprint() {
        return new Fingerprint(count.get(), HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
