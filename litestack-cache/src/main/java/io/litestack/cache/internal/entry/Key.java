package io.litestack.cache.internal.entry;

/**
 * A key with its namespace. Two of them are equal if their hashes are: the maps of this module are asked for hashes too, of which the
 * log tells. So whoever has found an entry in a map asks {@link #isSameAs} whether it is the right one. With 64 bits under a secret
 * two keys of one hash are so rare that it is enough for them not to be mistaken for each other.
 */
public final class Key {
    private final long hash;
    private final long namespace;
    private final String text;

    Key(long hash, long namespace, String text) {
        this.hash = hash;
        this.namespace = namespace;
        this.text = text;
    }

    /** What finds a key in a map whose text is not known. */
    public static Key ofHash(long hash) {
        return new Key(hash, 0, "");
    }

    public long hash() {
        return hash;
    }

    public long namespace() {
        return namespace;
    }

    public String text() {
        return text;
    }

    /** Whether it is not only one of the same hash. */
    @SuppressWarnings("ReferenceEquality") // as a rule it is the very same object
    public boolean isSameAs(Key other) {
        return this == other || (hash == other.hash && namespace == other.namespace && text.equals(other.text));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key that && hash == that.hash;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(hash);
    }

    @Override
    public String toString() {
        return shortened(text);
    }

    /** The text of a key as a message shows it. */
    public static String shortened(String text) {
        return text.length() > 100 ? text.substring(0, 100) + '…' : text;
    }
}
