package io.litestack;

import io.litestack.core.StoreConfig;
import io.litestack.core.spi.config.ConfigBinding;
import io.litestack.core.spi.config.ConfigProblems;
import io.litestack.core.spi.config.ConfigTypes;
import java.time.Duration;

/** The settings of a component that exists in tests only. */
record NotesConfig(StoreConfig store, int pages, Duration keep, String password) {
    static final ConfigBinding<Builder, NotesConfig> BINDING = ConfigBinding.of(Builder::build)
            .key("pages", ConfigTypes.WHOLE_NUMBER, Builder::pages, NotesConfig::pages, "How many pages there are.")
            .key("keep", ConfigTypes.DURATION, Builder::keep, NotesConfig::keep, "How long notes are kept.")
            .key("password", ConfigTypes.SECRET, Builder::password, NotesConfig::password, "Opens it.");

    NotesConfig {
        ConfigProblems problems = new ConfigProblems("NotesConfig");
        problems.between("pages", 1, 100, pages);
        problems.positive("keep", keep);
        problems.throwIfAny();
    }

    static class Builder {
        private final StoreConfig store;
        private int pages = 10;
        private Duration keep = Duration.ofDays(7);
        private String password = "hunter2";

        Builder(StoreConfig store) {
            this.store = store;
        }

        Builder pages(int value) {
            pages = value;
            return this;
        }

        Builder keep(Duration value) {
            keep = value;
            return this;
        }

        Builder password(String value) {
            password = value;
            return this;
        }

        NotesConfig build() {
            return new NotesConfig(store, pages, keep, password);
        }
    }
}
