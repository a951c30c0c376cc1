package io.litestack.cache.internal.entry;

import io.litestack.core.CodecException;
import io.litestack.core.ConfigException;
import java.util.List;

/** Makes large values smaller. Thread-safe. */
public interface Compression {
    /**
     * Returns what compresses values of more than so many bytes, and reads those that were compressed.
     *
     * @param above 0 for never
     * @throws ConfigException if they are to be compressed, and the library is missing
     */
    static Compression above(long above) {
        try {
            return new Lz4Compression(above);
        } catch (LinkageError e) {
            if (above > 0) {
                throw new ConfigException(
                        "CacheConfig",
                        List.of(
                                "compressAboveBytes is " + above
                                        + ", but the library that compresses is not on the class path; add at.yawk.lz4:lz4-java"));
            }
            return new Missing();
        }
    }

    /** Compresses nothing, and cannot read what is compressed. */
    final class Missing implements Compression {
        @Override
        public Content compress(Content plain) {
            return plain;
        }

        @Override
        public boolean reads(Content content) {
            return (content.flags() & Formats.COMPRESSED) == 0;
        }

        @Override
        public byte[] decompressed(Content content) {
            throw new CodecException(
                    "the value is compressed; add at.yawk.lz4:lz4-java to the class path to read it", null);
        }
    }

    /** Whether it can give a value back as it was. */
    default boolean reads(Content content) {
        return true;
    }

    /** Compresses a value if it is large enough and becomes smaller. */
    Content compress(Content plain);

    /** Returns the bytes of a value that is compressed as they were before. */
    byte[] decompressed(Content content);

    /** Returns the bytes as they were before; the very ones of the content if it is not compressed. */
    default byte[] decompress(Content content) {
        return (content.flags() & Formats.COMPRESSED) == 0 ? content.bytes() : decompressed(content);
    }
}
