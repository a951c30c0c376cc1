package io.litestack.cable.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The secrets that tokens are signed with. The first signs; what any of them has signed is accepted, so that a new one can take
 * over while tokens of the old one are about. Immutable and thread-safe; it never shows them.
 */
public final class StreamSecrets {
    /** The shortest secret: 32 bytes. */
    public static final int LEAST_BYTES = 32;

    private static final String FILE = "cable-secret";

    private final List<byte[]> secrets;

    private StreamSecrets(List<byte[]> secrets) {
        this.secrets = secrets;
    }

    /**
     * Takes secrets that are kept elsewhere.
     *
     * @param texts the secrets, at least 32 bytes each; the first signs
     * @return the secrets
     * @throws IllegalArgumentException if there is none, or one is too short
     */
    public static StreamSecrets of(String... texts) {
        if (texts.length == 0) {
            throw new IllegalArgumentException("at least one secret is needed to sign with");
        }
        List<byte[]> secrets = new ArrayList<>();
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            if (bytes.length < LEAST_BYTES) {
                throw new IllegalArgumentException("a secret must have at least " + LEAST_BYTES + " bytes, but one has "
                        + bytes.length + "; make one with: openssl rand -base64 32");
            }
            secrets.add(bytes);
        }
        return new StreamSecrets(secrets);
    }

    /**
     * Takes the secret that is kept in a folder, and makes one at the first time: in the file {@code cable-secret}, which only
     * its owner may read. So tokens survive a restart. All processes that share the folder have the same.
     *
     * @param folder an existing folder, such as the data folder
     * @return the secrets
     * @throws IllegalArgumentException if the file holds no secret
     * @throws UncheckedIOException if it cannot be read or written
     */
    public static StreamSecrets inFolder(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            if (!Files.exists(file)) {
                create(file);
            }
            return of(Files.readString(file).strip().split("\\s+"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the secret of streams in " + file, e);
        }
    }

    /** Written aside and renamed, so that nobody reads half of it. */
    private static void create(Path file) throws IOException {
        byte[] random = new byte[LEAST_BYTES];
        new SecureRandom().nextBytes(random);
        Path fresh = Files.createTempFile(file.toAbsolutePath().getParent(), FILE, ".new", ownerOnly(file));
        try {
            Files.writeString(fresh, Base64.getEncoder().encodeToString(random) + "\n");
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException e) {
            // another process was first
        } finally {
            Files.delete(fresh);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        boolean isPosix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        return isPosix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** The first one signs. */
    List<byte[]> all() {
        return secrets;
    }

    @Override
    public String toString() {
        return "StreamSecrets[" + secrets.size() + "]";
    }
}
