package io.litestack;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The parts of Litestack itself, in the order in which they are opened. */
enum KnownComponent {
    DB("litestack-db", "litedb"),
    CACHE("litestack-cache", "litecache"),
    CABLE("litestack-cable", "litecable"),
    JOBS("litestack-job", "litejob");

    private final String artifact;
    private final String file;

    KnownComponent(String artifact, String file) {
        this.artifact = artifact;
        this.file = file;
    }

    /** The name of its section. */
    String section() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The artifact that holds it. */
    String artifact() {
        return "io.litestack:" + artifact;
    }

    static Optional<KnownComponent> named(String section) {
        return Arrays.stream(values())
                .filter(it -> it.section().equals(section))
                .findFirst();
    }

    /** The name of a component's own configuration file, without its ending. */
    static String fileOf(String section) {
        return named(section).map(it -> it.file).orElse("lite" + section);
    }

    /** Where a component stands in the order of opening. */
    static int orderOf(String section) {
        return named(section).map(Enum::ordinal).orElse(values().length);
    }
}
