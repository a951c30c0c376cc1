package io.litestack.cache.internal.object;

import java.io.ByteArrayInputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.StreamCorruptedException;

/** Stored bytes as they are read, which know how many are left: a length that lies is found before memory is taken for it. */
final class BoundedInput extends DataInputStream {
    BoundedInput(byte[] bytes) {
        super(new ByteArrayInputStream(bytes));
    }

    /** Fails if there are not as many bytes left. */
    static void check(DataInput input, int length) throws IOException {
        int left = ((BoundedInput) input).available();
        if (length < 0 || length > left) {
            throw new StreamCorruptedException(length + " bytes are announced, and " + left + " are left");
        }
    }
}
