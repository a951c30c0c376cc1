package io.litestack.core.spi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The name of this machine, from where no name server is asked for it: one that does not answer would hold up the start for
 * seconds.
 */
public final class HostName {
    private static final String NAME = find();

    private HostName() {}

    /**
     * Returns the name.
     *
     * @return the name that the system gives itself, or {@code localhost}
     */
    public static String get() {
        return NAME;
    }

    private static String find() {
        try {
            String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).trim();
            if (!name.isEmpty()) {
                return name;
            }
        } catch (IOException | RuntimeException e) {
            // not Linux
        }
        return Stream.of("HOSTNAME", "COMPUTERNAME")
                .map(System::getenv)
                .filter(it -> it != null && !it.isBlank())
                .findFirst()
                .orElse("localhost");
    }
}
