package io.litestack.core.internal.context;

/**
 * A piece of stack that must be there before something is taken that has to be given back. A caller near the end of its stack
 * would otherwise get its {@link StackOverflowError} in the midst of a commit, or while the writer is being released; so it gets
 * it here, before anything has happened. Costs some hundred nanoseconds.
 */
public final class StackReserve {
    /** About three times as many frames as the longest way from a commit to its flush and the writer's release. */
    private static final int FRAMES = 96;

    private StackReserve() {}

    /**
     * Makes sure of it.
     *
     * @throws StackOverflowError if the stack has no room for it
     */
    @SuppressWarnings("ReturnValueIgnored") // the way down is what counts
    public static void require() {
        descend(FRAMES, 1, 2);
    }

    /** Not a tail call, and with something to keep in each frame. */
    private static long descend(int frames, long first, long second) {
        return frames == 0 ? first : descend(frames - 1, second, first + frames) + first;
    }
}
