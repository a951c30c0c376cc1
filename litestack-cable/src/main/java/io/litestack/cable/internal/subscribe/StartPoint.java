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
 * @param gap what is missing before that; null if nothing is, or if the log has to be looked at first
 */
record StartPoint(long position, @Nullable GapEvent gap) {
    /**
     * Decides.
     *
     * @param head the id of the last message that is committed
     */
    static StartPoint of(CableResources resources, SubscribeOptions options, long head) {
        if (options.fromOldest()) {
            return new StartPoint(resources.log().reader().trimmed(), null);
        } else if (options.from().isEmpty()) {
            return new StartPoint(head, null);
        }
        Position from = options.from().get();
        boolean isOtherEpoch = !from.epoch().equals(resources.log().epoch());
        if (!isOtherEpoch && from.id() <= head) {
            return new StartPoint(from.id(), null);
        }
        GapEvent.Reason reason = isOtherEpoch ? GapEvent.Reason.OTHER_EPOCH : GapEvent.Reason.AHEAD;
        return new StartPoint(head, new GapEvent(reason, from, resources.position(head), Set.of()));
    }
}
