package io.litestack.cable.web;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC with SHA-256. Thread-safe. */
final class Signatures {
    private static final String ALGORITHM = "HmacSHA256";

    private final List<byte[]> secrets;

    Signatures(StreamSecrets secrets) {
        this.secrets = secrets.all();
    }

    byte[] sign(byte[] content) {
        return sign(content, secrets.get(0));
    }

    /** Whether one of the secrets has signed it; it takes as long for a wrong signature as for a right one. */
    boolean isSigned(byte[] content, byte[] signature) {
        boolean isSigned = false;
        for (byte[] secret : secrets) {
            isSigned |= MessageDigest.isEqual(sign(content, secret), signature);
        }
        return isSigned;
    }

    private static byte[] sign(byte[] content, byte[] secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            // every Java has it
            throw new IllegalStateException(e);
        }
    }
}
