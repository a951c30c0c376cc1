package io.litestack.examples.orders;

/**
 * The payload of every job of the desk. It names the order and holds no copy of it, which would grow old while the job waits.
 *
 * @param value an order's id
 */
record OrderNumber(long value) {}
