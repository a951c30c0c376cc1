package io.litestack.bench.scenario.cable;

import io.litestack.cable.Cable;
import io.litestack.cable.CableConfig;
import io.litestack.core.StoreConfig;
import io.litestack.core.Sync;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Litestack's cable. */
final class LitestackBus implements Bus {
    /** Where everything is published. */
    static final String CHANNEL = "bench";

    private final Cable cable;

    private LitestackBus(Cable cable) {
        this.cable = cable;
    }

    static LitestackBus open(Path folder, Sync sync) {
        StoreConfig store = StoreConfig.builder(file(folder))
                .sync(sync)
                .applicationId(CableConfig.APPLICATION_ID)
                .build();
        return new LitestackBus(Cable.open(CableConfig.builder(store).build()));
    }

    /** With the defaults but for what is set here. */
    static Cable openCable(Path folder, UnaryOperator<CableConfig.Builder> settings) {
        return Cable.open(settings.apply(CableConfig.builder(file(folder))).build());
    }

    private static Path file(Path folder) {
        return folder.resolve("cable.db");
    }

    Cable cable() {
        return cable;
    }

    @Override
    public void subscribe(Consumer<byte[]> handler) {
        cable.subscribe(CHANNEL, message -> handler.accept(message.bytes()));
    }

    @Override
    public void publish(byte[] message) {
        cable.publish(CHANNEL, message);
    }

    /** A message that fails does not come, which whoever counts them finds out. */
    @Override
    public void publishAsync(byte[] message) {
        var unused = cable.publishAsync(CHANNEL, message);
    }

    @Override
    public void close() {
        cable.close();
    }
}
