package io.litestack.bench.scenario.cable.clients;

import io.litestack.bench.harness.Trial;

/** What these rows have in common. */
final class Clients {
    static final double WARM_UP = 0.6;

    private Clients() {}

    /** How many of so many: all of them in windows of a second and more, fewer in shorter ones. */
    static int scaled(Trial trial, int number) {
        return (int) Math.ceil(number * Math.min(1, trial.timing().seconds()));
    }
}
