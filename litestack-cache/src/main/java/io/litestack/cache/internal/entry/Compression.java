package io.litestack.cache.internal.entry;

/** Makes large values smaller. Thread-safe. */
public interface Compression {
    /** Compresses nothing, and reads nothing that is compressed. */
    Compression NONE = new Compression() {
        @Override
        public Content compress(Content plain) {
            return plain;
        }

        @Override
        public byte[] decompress(Content content) {
            return content.bytes();
        }
    };

    /** Compresses a value if it is large enough and becomes smaller. */
    Content compress(Content plain);

    /** Returns the bytes as they were before; the very ones of the content if it is not compressed. */
    byte[] decompress(Content content);
}
