package io.litestack.bench.scenario.accounts;

/** What a library makes of a row of the ledger. */
public record Entry(long id, long amount, String note) {}
