package io.litestack.cable.internal.presence;

import io.litestack.cable.GapEvent;
import io.litestack.cable.Member;
import io.litestack.cable.Message;
import io.litestack.cable.MessageHandler;
import io.litestack.cable.Position;
import io.litestack.cable.PresenceHandler;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Turns the events of a channel into who is there. It begins with what was read from the rows, and reads them anew after a gap;
 * events that are in that already are passed over. Its methods are called one at a time.
 */
final class PresenceWatch implements MessageHandler {
    private final PresenceHandler handler;
    private final MemberStore store;
    private final Supplier<MemberStore.Present> reader;
    private final Map<String, Member> members = new LinkedHashMap<>();
    private long upTo;
    private boolean isShown;

    PresenceWatch(PresenceHandler handler, MemberStore store, Supplier<MemberStore.Present> reader) {
        this.handler = handler;
        this.store = store;
        this.reader = reader;
    }

    /** Reads who is there; returns the id after which events are to follow. */
    long read() {
        MemberStore.Present present = reader.get();
        members.clear();
        present.members().forEach(it -> members.put(it.id(), it));
        upTo = present.upTo();
        isShown = false;
        return upTo;
    }

    private void show() throws Exception {
        if (!isShown) {
            isShown = true;
            handler.onMembers(List.copyOf(members.values()));
        }
    }

    @Override
    public void onMessage(Message message) throws Exception {
        show();
        if (message.id() <= upTo) {
            return;
        }
        PresenceEvent event = PresenceEvent.of(message.bytes());
        Member member = store.show(event.member(), event.joinedAtMs(), event.infoBytes());
        if (event.joined()) {
            members.put(member.id(), member);
            handler.onJoin(member, List.copyOf(members.values()));
        } else {
            members.remove(member.id());
            handler.onLeave(member, List.copyOf(members.values()));
        }
    }

    @Override
    public void onLive(Position position) throws Exception {
        show();
    }

    @Override
    public void onGap(GapEvent gap) throws Exception {
        read();
        show();
    }
}
