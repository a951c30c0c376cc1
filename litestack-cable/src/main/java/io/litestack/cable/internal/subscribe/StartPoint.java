package io.litestack.cable.internal.subscribe;

import io.litestack.cable.GapEvent;
import io.litestack.cable.Position;
import io.litestack.cable.SubscribeOptions;
import io.litestack.cable.internal.base.CableResources;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a subscription begins.
 *
 * @param position everything after this id is delivered
 * @param head the id of the last message that was committed when it subscribed: it is live once it has got all up to there
 * @param gap what is missing before that; null if nothing is, or if the log has to be looked at first
 */
record StartPoint(long position, long head, @Nullable GapEvent gap) {
    /**
     * Decides.
     *
     * @param head the id of the last message that is committed
     */
    static StartPoint of(CableResources resources, SubscribeOptions options, long head) {
        if (options.fromOldest()) {
            return new StartPoint(resources.log().reader().trimmed(), head, null);
        } else if (options.from().isEmpty()) {
            return new StartPoint(head, head, null);
        }
        Position from = options.from().get();
        boolean isOtherEpoch = !from.epoch().equals(resources.log().epoch());
        // a position that was taken in the same transaction may be one that is not committed yet
        if (!isOtherEpoch
                && (from.id() <= head || from.id() <= resources.log().reader().head())) {
            return new StartPoint(from.id(), head, null);
        }
        GapEvent.Reason reason = isOtherEpoch ? GapEvent.Reason.OTHER_EPOCH : GapEvent.Reason.AHEAD;
        return new StartPoint(head, head, new GapEvent(reason, from, resources.position(head), Set.of()));
    }
}
