package io.litestack.cable;

/** What becomes of a subscriber for which more messages wait than its mailbox holds. Others are never held up by it. */
public enum Overflow {
    /** It reads what it has missed from the log, and is live again when it has caught up: nothing is lost. */
    REREAD,
    /** It gets what waits, then a {@link GapEvent}, then what is published after that. */
    DROP,
    /** Its subscription ends; it may come again with the position that it has reached. */
    DISCONNECT
}
