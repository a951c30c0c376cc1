package io.litestack.db.internal.jdbc.meta;

import org.jspecify.annotations.Nullable;

/** The version of Litestack, as the manifest of its jar says; 0.0 where there is none. */
public final class DriverVersion {
    /** As it is written. */
    public static final String TEXT = text();

    /** The number before the first point. */
    public static final int MAJOR = part(0);

    /** The number after it. */
    public static final int MINOR = part(1);

    private DriverVersion() {}

    private static String text() {
        @Nullable String version = DriverVersion.class.getPackage().getImplementationVersion();
        return version == null ? "0.0" : version;
    }

    private static int part(int index) {
        String[] parts = TEXT.split("[^0-9]+", -1);
        return index < parts.length && !parts[index].isEmpty() ? Integer.parseInt(parts[index]) : 0;
    }
}
