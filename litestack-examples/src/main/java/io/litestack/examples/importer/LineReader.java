package io.litestack.examples.importer;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Cuts a source into lines. It works on bytes, where {@code \n} is never part of another character, so that a line that
 * is not UTF-8 is known by its number and the next one is read all the same.
 *
 * <p>Input in gzip is unpacked, a byte order mark is dropped, and lines may end in any of {@code \n}, {@code \r\n} and
 * {@code \r}. For one thread at a time; {@link #bytesRead} may be asked by any.
 */
final class LineReader implements AutoCloseable {
    /** No line, and no row, may be longer: it must fit in memory several times. */
    static final int LONGEST = 16 << 20;

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final Source source;
    private final FingerprintStream raw;
    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int end;
    private byte[] line = new byte[256];
    private int length;
    private long number;

    /** Opens a source at its first line. */
    LineReader(Source source) {
        this.source = source;
        try {
            raw = new FingerprintStream(source.opening().open());
            in = opened(raw);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static InputStream opened(InputStream raw) throws IOException {
        try {
            return unpacked(raw);
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    private static InputStream unpacked(InputStream raw) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(raw, 1 << 16);
        buffered.mark(2);
        boolean isGzip = buffered.read() == 0x1f && buffered.read() == 0x8b;
        buffered.reset();
        return isGzip ? new GZIPInputStream(buffered, 1 << 16) : buffered;
    }

    /** The next line, or empty at the end. */
    Optional<Line> next() {
        length = 0;
        for (int b = peek(); b >= 0; b = peek()) {
            at++;
            append((byte) b);
            boolean isEnd = b == '\n' || (b == '\r' && peek() != '\n');
            if (isEnd) {
                break;
            }
        }
        if (length == 0) {
            return Optional.empty();
        }
        number++;
        return Optional.of(decoded());
    }

    /** How many bytes of the source, as it is stored, were read so far. */
    long bytesRead() {
        return raw.count();
    }

    /** What the source proved to be; reads what is left of it. */
    Fingerprint fingerprint() {
        try {
            raw.transferTo(OutputStream.nullOutputStream());
            return raw.fingerprint();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private int peek() {
        if (at == end) {
            fill();
        }
        return end < 0 ? -1 : buffer[at] & 0xff;
    }

    private void fill() {
        try {
            at = 0;
            end = in.read(buffer);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private void append(byte b) {
        if (length == LONGEST) {
            throw new ImportException(source.name() + ", line " + (number + 1) + " is longer than " + LONGEST
                    + " bytes; the file must be text with a row a line, such as CSV or JSON lines");
        }
        if (length == line.length) {
            line = Arrays.copyOf(line, 2 * length);
        }
        line[length++] = b;
    }

    private Line decoded() {
        String text = new String(line, 0, length, StandardCharsets.UTF_8);
        if (number == 1 && text.startsWith(BYTE_ORDER_MARK)) {
            text = text.substring(1);
        }
        return new Line(number, text, problemOf(text));
    }

    private Optional<String> problemOf(String text) {
        if (text.indexOf('\uFFFD') >= 0 && !isUtf8()) {
            return Optional.of("is not UTF-8 (convert the file with iconv)");
        }
        return text.indexOf('\0') >= 0
                ? Optional.of("has a NUL character (the file must be text in UTF-8)")
                : Optional.empty();
    }

    private boolean isUtf8() {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line, 0, length));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private ImportException unreadable(IOException e) {
        return new ImportException(
                "cannot read " + source.name() + " beyond line " + number + ": " + e
                        + "; check the file and its disk, and if it is compressed whether it is whole",
                e);
    }
}
