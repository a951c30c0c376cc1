/** Opens, wires, starts and closes all parts of Litestack from one configuration. */
module io.litestack {
    requires static transitive org.jspecify;
    requires transitive io.litestack.core;
    requires static transitive io.litestack.cable;
    requires static transitive io.litestack.cache;
    requires static transitive io.litestack.db;
    requires static transitive io.litestack.job;
    requires com.fasterxml.jackson.core;
    requires org.slf4j;
    requires org.yaml.snakeyaml;

    uses io.litestack.core.spi.ComponentProvider;

    exports io.litestack;
}
