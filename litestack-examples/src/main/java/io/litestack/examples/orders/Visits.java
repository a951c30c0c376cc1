package io.litestack.examples.orders;

import java.util.List;

/** Who comes to the desk; after the last of them the first comes again. */
final class Visits {
    /**
     * A customer with a wish.
     *
     * @param wanted what
     * @param customer whether that is certain
     */
    record Visit(NewOrder wanted, Customer customer) {}

    private static final List<Visit> ALL = List.of(
            sure("Ada", "teapot", 1, 24_00),
            sure("Ben", "teacup", 6, 30_00),
            sure(Bank.SLOW_CUSTOMER, "sugar bowl", 2, 19_00),
            new Visit(new NewOrder("Dan", "samovar", 1, 180_00, false), Customer.UNSURE),
            new Visit(new NewOrder("Eve", "tea cosy", 1, 15_00, true), Customer.SURE),
            sure(Bank.CUSTOMER_WITHOUT, "teaspoon", 12, 36_00));

    private Visits() {}

    /** The visit with a number, from 0. */
    static Visit number(int index) {
        return ALL.get(index % ALL.size());
    }

    private static Visit sure(String customer, String item, int pieces, long cents) {
        return new Visit(new NewOrder(customer, item, pieces, cents, false), Customer.SURE);
    }
}
