package io.litestack.cable;

import java.util.Optional;

/**
 * How a subscription begins, and what becomes of it if its handler is slow. Immutable. {@link #standard} makes one; each method
 * {@code with…} returns a changed copy.
 *
 * <p>These are arguments of a call, and not settings: what is outside its bounds is refused with an {@link
 * IllegalArgumentException}.
 *
 * @param from the position after which it begins: what was published since is replayed, and then it goes on live, without a
 *     seam. Not together with {@code fromOldest}. Default empty, which means with what is published from now on.
 * @param fromOldest whether it begins with the oldest message that is kept. Default false.
 * @param overflow what happens when more messages wait than the mailbox holds. Default {@link Overflow#REREAD}.
 * @param mailbox how many messages may wait for the handler in memory; they are shared with other subscriptions. 1 to 65,536,
 *     default 256.
 * @param direct whether the handler is called on the thread that dispatches the messages of all: only for one that never waits
 *     for anything, such as a write to a socket that does not block. Default false.
 * @param name what logs call it, for people; at most 200 characters. Default empty.
 */
public record SubscribeOptions(
        Optional<Position> from, boolean fromOldest, Overflow overflow, int mailbox, boolean direct, String name) {
    private static final SubscribeOptions STANDARD =
            new SubscribeOptions(Optional.empty(), false, Overflow.REREAD, 256, false, "");

    /**
     * Checks everything.
     *
     * @param from see above
     * @param fromOldest see above
     * @param overflow see above
     * @param mailbox see above
     * @param direct see above
     * @param name see above
     * @throws IllegalArgumentException if something is outside its bounds
     */
    public SubscribeOptions {
        check(
                !(fromOldest && from.isPresent()),
                "fromOldest",
                "false if there is a position to begin from",
                fromOldest);
        check(mailbox >= 1 && mailbox <= 65_536, "mailbox", "1 to 65536 messages", mailbox);
        check(name.length() <= 200, "name", "at most 200 characters", name.length());
    }

    private static void check(boolean isGood, String field, String bound, Object value) {
        if (!isGood) {
            throw new IllegalArgumentException(field + " must be " + bound + ", but is " + value);
        }
    }

    /**
     * Returns the options of a subscription to what is published from now on.
     *
     * @return the default options
     */
    public static SubscribeOptions standard() {
        return STANDARD;
    }

    /**
     * Returns the options of a subscription that goes on after a position.
     *
     * @param position such as that of the last message that a client has got
     * @return the options
     */
    public static SubscribeOptions from(Position position) {
        return STANDARD.withFrom(position);
    }

    /**
     * Returns these options with a position to begin from.
     *
     * @param position where to go on
     * @return the changed options
     */
    public SubscribeOptions withFrom(Position position) {
        return new SubscribeOptions(Optional.of(position), false, overflow, mailbox, direct, name);
    }

    /**
     * Returns these options for a subscription that begins with the oldest message that is kept.
     *
     * @return the changed options
     */
    public SubscribeOptions withFromOldest() {
        return new SubscribeOptions(Optional.empty(), true, overflow, mailbox, direct, name);
    }

    /**
     * Returns these options with what happens when the handler does not keep up.
     *
     * @param policy what happens
     * @return the changed options
     */
    public SubscribeOptions withOverflow(Overflow policy) {
        return new SubscribeOptions(from, fromOldest, policy, mailbox, direct, name);
    }

    /**
     * Returns these options with another size of the mailbox.
     *
     * @param messages how many may wait, 1 to 65,536
     * @return the changed options
     * @throws IllegalArgumentException if it is outside its bounds
     */
    public SubscribeOptions withMailbox(int messages) {
        return new SubscribeOptions(from, fromOldest, overflow, messages, direct, name);
    }

    /**
     * Returns these options for a handler that never waits for anything.
     *
     * @return the changed options
     */
    public SubscribeOptions withDirect() {
        return new SubscribeOptions(from, fromOldest, overflow, mailbox, true, name);
    }

    /**
     * Returns these options with a name.
     *
     * @param text what logs call it
     * @return the changed options
     * @throws IllegalArgumentException if it is longer than 200 characters
     */
    public SubscribeOptions withName(String text) {
        return new SubscribeOptions(from, fromOldest, overflow, mailbox, direct, text);
    }
}
