package io.litestack.examples.orders;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The customers' banks, played. Thread-safe. */
final class Bank {
    /** Whose bank answers only every third time. */
    static final String SLOW_CUSTOMER = "Cleo";

    /** Whose bank is out of order. */
    static final String CUSTOMER_WITHOUT = "Finn";

    private static final int ANSWERS_EVERY = 3;

    private final boolean isInTrouble;
    private final Map<String, Integer> calls = new ConcurrentHashMap<>();

    private Bank(boolean isInTrouble) {
        this.isInTrouble = isInTrouble;
    }

    /** Every bank works. */
    static Bank working() {
        return new Bank(false);
    }

    /** One bank is slow, and one is out of order. */
    static Bank inTrouble() {
        return new Bank(true);
    }

    /**
     * Charges a customer. A real bank is told the key so that it charges once, however often it is asked.
     *
     * @return the receipt
     * @throws BankException if it does not answer
     */
    String charge(String key, String customer) throws BankException {
        int call = calls.merge(key, 1, Integer::sum);
        if (isInTrouble && customer.equals(CUSTOMER_WITHOUT)) {
            throw new BankException("the bank of " + customer + " is out of order");
        }
        if (isInTrouble && customer.equals(SLOW_CUSTOMER) && call % ANSWERS_EVERY != 0) {
            throw new BankException("the bank of " + customer + " does not answer");
        }
        return "receipt-" + key;
    }
}
