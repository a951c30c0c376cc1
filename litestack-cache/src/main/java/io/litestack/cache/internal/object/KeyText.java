package io.litestack.cache.internal.object;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Objects as keys: a short text and a whole number say themselves what they are, and everything else is the digest of its bytes. What is a
 * digest begins with a mark that nothing else begins with.
 */
final class KeyText {
    private static final int LONGEST = 300;

    private KeyText() {}

    static String of(Object key, ObjectFormat format) {
        if (key instanceof String text && isPlain(text)) {
            return "s" + text;
        } else if (key instanceof Integer number) {
            return "i" + number;
        } else if (key instanceof Long number) {
            return "l" + number;
        }
        return "#" + digest(format.encode(key));
    }

    private static boolean isPlain(String text) {
        if (text.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each == 0 || Character.isSurrogate(each)) {
                return false;
            }
        }
        return true;
    }

    private static String digest(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
