package io.litestack.core.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What distinguishes this run of this kernel from any other. */
public final class BootId {
    private static final Path FILE = Path.of("/proc/sys/kernel/random/boot_id");

    private BootId() {}

    /** Reads it; empty where it cannot be known. */
    public static String read() throws IOException {
        return Files.isReadable(FILE) ? Files.readString(FILE).strip() : "";
    }
}
