package io.litestack.cable.internal.presence;

/** Who is to join, and where. */
final class Joining {
    /** By its name in the store. */
    final String channel;

    final String member;
    final byte[] info;

    Joining(String channel, String member, byte[] info) {
        this.channel = channel;
        this.member = member;
        this.info = info;
    }
}
