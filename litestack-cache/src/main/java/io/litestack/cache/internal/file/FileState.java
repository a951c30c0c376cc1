package io.litestack.cache.internal.file;

import java.util.List;

/**
 * What is known of a cache's file while nobody has it open.
 *
 * @param bootId during which run of the system it was opened last, or empty
 * @param isClean whether it was closed by all, and is on the disk
 * @param isLost whether somebody has ended, or may have been killed, who could not write that values are old
 */
record FileState(String bootId, boolean isClean, boolean isLost) {
    static final FileState UNKNOWN = new FileState("", false, false);

    String text() {
        return "boot=" + bootId + " clean=" + isClean;
    }

    static FileState parse(String text, boolean isLost) {
        List<String> words = List.of(text.strip().split(" "));
        String boot = words.stream()
                .filter(it -> it.startsWith("boot="))
                .map(it -> it.substring("boot=".length()))
                .findFirst()
                .orElse("");
        return new FileState(boot, words.contains("clean=true"), isLost);
    }

    FileState opened(String boot) {
        return new FileState(boot, false, isLost);
    }

    FileState closed() {
        return new FileState(bootId, true, isLost);
    }

    /** Whether a crash of the system may have left it half written, if nobody ever flushes it. */
    boolean mayBeTorn(String boot) {
        return !isClean && !bootId.isEmpty() && !boot.equals(bootId);
    }
}
