package io.litestack.internal.settings;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The parts of Litestack itself, in the order in which they are opened. */
public enum KnownComponent {
    DB("litestack-db", "litedb", "io.litestack.db", "Database", "DatabaseProvider"),
    CACHE("litestack-cache", "litecache", "io.litestack.cache", "Cache", "CacheProvider"),
    CABLE("litestack-cable", "litecable", "io.litestack.cable", "Cable", "CableProvider"),
    JOBS("litestack-job", "litejob", "io.litestack.job", "JobQueue", "JobProvider");

    private final String artifact;
    private final String file;
    private final String module;
    private final String type;
    private final String provider;

    KnownComponent(String artifact, String file, String module, String type, String provider) {
        this.artifact = artifact;
        this.file = file;
        this.module = module;
        this.type = module + "." + type;
        this.provider = module + ".internal." + provider;
    }

    /** The name of its section. */
    public String section() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The class of its provider, which is found without the service file: a jar made of many keeps one such file of several. */
    public String provider() {
        return provider;
    }

    /** Why its provider was not found, as the first half of a sentence. */
    public String absence(ClassLoader loader) {
        if (isTorn(loader)) {
            return "the jar holds " + type + " but not " + provider;
        }
        return isModule()
                ? "the module " + module + " is not among those of this application"
                : "io.litestack:" + artifact + " is not on the class path";
    }

    /** What to do about that. */
    public String remedy(ClassLoader loader) {
        if (isTorn(loader)) {
            return "keep all classes of io.litestack:" + artifact
                    + " in it (minimizeJar and the like drop those that are found by name)";
        }
        return isModule() ? "let your module require it, or name it with --add-modules" : "add it";
    }

    /** Whether a part of its artifact is there: somebody dropped the classes that none of theirs mentions. */
    private boolean isTorn(ClassLoader loader) {
        return isThere(type, loader) && !isThere(provider, loader);
    }

    private static boolean isModule() {
        return KnownComponent.class.getModule().isNamed();
    }

    private static boolean isThere(String className, ClassLoader loader) {
        try {
            Class.forName(className, false, loader);
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
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
