package io.litestack.examples.orders;

/**
 * What a customer wants.
 *
 * @param customer who
 * @param item what
 * @param pieces how many
 * @param cents the price of all of them
 * @param isGift whether it is to be wrapped
 */
record NewOrder(String customer, String item, int pieces, long cents, boolean isGift) {}
