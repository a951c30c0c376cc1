package io.litestack.cable;

import java.util.List;

/**
 * Who is in a channel, across all processes. Whoever joins several times, such as with two tabs, is there once, and leaves with
 * the last of them. When a process dies its members leave by themselves; who is back within the grace period ({@link
 * CableConfig.Builder#presenceGrace}) has not left. Thread-safe.
 *
 * <pre>{@code
 * PresenceSession session = cable.presence().join("room.1", "ann", new Info("Ann"));
 * cable.presence().watch("room.1", members -> show(members));
 * session.close(); // when her connection ends
 * }</pre>
 */
public interface Presence {
    /**
     * Joins a channel.
     *
     * @param channel the channel, as for {@link Cable#publish(String, Object)}
     * @param member who joins, in the same bounds
     * @return ends the membership when closed
     * @throws IllegalArgumentException if a name is out of its bounds
     * @throws io.litestack.core.StoreException as {@link Cable#publish(String, Object)}
     * @throws io.litestack.core.ClosedException if the cable is closed
     */
    default PresenceSession join(String channel, String member) {
        return join(channel, member, "");
    }

    /**
     * Joins a channel.
     *
     * @param channel the channel, as for {@link Cable#publish(String, Object)}
     * @param member who joins, in the same bounds
     * @param info what others may know of the member: a text, bytes, or an object for the codec, at most 16 KiB
     * @return ends the membership when closed
     * @throws IllegalArgumentException if a name or the info is out of its bounds
     * @throws io.litestack.core.StoreException as {@link Cable#publish(String, Object)}
     * @throws io.litestack.core.ClosedException if the cable is closed
     */
    PresenceSession join(String channel, String member, Object info);

    /**
     * Lists who is there.
     *
     * @param channel the channel
     * @return the members, first come first; a list of the caller's own
     * @throws io.litestack.core.StoreException if the store cannot be read
     */
    List<Member> members(String channel);

    /**
     * Watches a channel: the handler gets who is there, and then whoever joins or leaves, without a seam.
     *
     * @param channel the channel
     * @param handler called one at a time, on threads of the cable
     * @return ends the watching when closed
     * @throws IllegalArgumentException if the name is out of its bounds
     * @throws io.litestack.core.StoreException if the store cannot be read
     * @throws io.litestack.core.ClosedException if the cable is closed
     */
    Subscription watch(String channel, PresenceHandler handler);
}
