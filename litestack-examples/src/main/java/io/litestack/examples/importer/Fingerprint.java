package io.litestack.examples.importer;

import java.io.IOException;
import java.io.OutputStream;

/**
 * What a file is known by, whatever its name.
 *
 * @param sizeBytes its size
 * @param sha256 its hash, in hexadecimal
 */
record Fingerprint(long sizeBytes, String sha256) {
    /** Reads the whole source. */
    static Fingerprint of(Source source) {
        try (FingerprintStream stream = new FingerprintStream(source.opening().open())) {
            stream.transferTo(OutputStream.nullOutputStream());
            return stream.fingerprint();
        } catch (IOException e) {
            throw new ImportException("cannot read " + source.name() + ": " + e + "; check the file and its disk", e);
        }
    }

    @Override
    public String toString() {
        return "%,d bytes, SHA-256 %s...".formatted(sizeBytes, sha256.substring(0, 12));
    }
}
