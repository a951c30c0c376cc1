package io.litestack.cable;

import java.util.List;

/**
 * Hears who is in a channel, by {@link Presence#watch}. Called one at a time. A lambda gets everybody who is there, each time that
 * somebody joins or leaves; who wants to know more implements the others.
 */
@FunctionalInterface
public interface PresenceHandler {
    /**
     * Who is there: at the beginning, after each change unless {@link #onJoin} and {@link #onLeave} are implemented, and after
     * changes were missed.
     *
     * @param members the members, first come first
     * @throws Exception reported to {@link CableListener#onHandlerFailure}
     */
    void onMembers(List<Member> members) throws Exception;

    /**
     * Somebody has joined.
     *
     * @param member who
     * @param members who is there now
     * @throws Exception reported
     */
    default void onJoin(Member member, List<Member> members) throws Exception {
        onMembers(members);
    }

    /**
     * Somebody has left.
     *
     * @param member who
     * @param members who is there now
     * @throws Exception reported
     */
    default void onLeave(Member member, List<Member> members) throws Exception {
        onMembers(members);
    }
}
