package io.litestack.examples.orders;

/**
 * An order as it is stored.
 *
 * @param id its number
 * @param customer who ordered
 * @param item what
 * @param pieces how many
 * @param cents the price of all of them
 * @param isGift whether it is to be wrapped
 * @param state {@code taken}, {@code paid}, {@code wrapped} or {@code shipped}
 */
record Order(long id, String customer, String item, int pieces, long cents, boolean isGift, String state) {}
