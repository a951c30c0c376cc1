package io.litestack.cable.internal.lease;

/** Something that is held under the row of this instance, and is looked after on the loop of the {@link InstanceRegistry}. */
public interface Duty {
    /**
     * Does what is due.
     *
     * @return in how many nanoseconds to be called again, at the latest
     */
    long run();

    /** The own row is gone: this process was taken for hung, and what was held under it belongs to others now. */
    void lost();
}
