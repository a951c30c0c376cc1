package io.litestack.cache.internal.entry;

import io.litestack.core.CodecException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** Compression with LZ4: the length of the bytes, and a block. Thread-safe. */
final class Lz4Compression implements Compression {
    private static final int LONGEST = 64 << 20;

    private final long above;
    private final LZ4Compressor compressor;
    private final LZ4SafeDecompressor decompressor;

    /** Compresses values of more than so many bytes; 0 for none. */
    Lz4Compression(long above) {
        LZ4Factory factory = LZ4Factory.fastestInstance();
        this.above = above;
        this.compressor = factory.fastCompressor();
        this.decompressor = factory.safeDecompressor();
    }

    @Override
    public Content compress(Content plain) {
        byte[] bytes = plain.bytes();
        if (above == 0 || bytes.length <= above) {
            return plain;
        }
        byte[] block = new byte[Integer.BYTES + compressor.maxCompressedLength(bytes.length)];
        int length = Integer.BYTES + compressor.compress(bytes, 0, bytes.length, block, Integer.BYTES);
        if (length >= bytes.length) {
            return plain;
        }
        ByteBuffer.wrap(block).putInt(bytes.length);
        return new Content(plain.format(), Formats.COMPRESSED, Arrays.copyOf(block, length), 0);
    }

    @Override
    public byte[] decompressed(Content content) {
        byte[] block = content.bytes();
        int length = block.length < Integer.BYTES ? -1 : ByteBuffer.wrap(block).getInt();
        if (length < 0 || length > LONGEST) {
            throw new CodecException("a compressed value is damaged: it claims a length of " + length, null);
        }
        byte[] bytes = new byte[length];
        try {
            int found = decompressor.decompress(block, Integer.BYTES, block.length - Integer.BYTES, bytes, 0);
            if (found == length) {
                return bytes;
            }
        } catch (LZ4Exception e) {
            throw new CodecException("a compressed value is damaged: " + e.getMessage(), e);
        }
        throw new CodecException("a compressed value is damaged: it is shorter than it claims", null);
    }
}
