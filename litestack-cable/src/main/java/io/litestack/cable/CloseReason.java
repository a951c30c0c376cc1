package io.litestack.cable;

/** Why a subscription has ended. */
public enum CloseReason {
    /** Somebody closed it. */
    CLOSED,
    /** It did not keep up, and its {@link Overflow} says that it is then to end. */
    OVERFLOW,
    /** The cable was closed. */
    CABLE_CLOSED
}
