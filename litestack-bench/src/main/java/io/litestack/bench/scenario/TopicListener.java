package io.litestack.bench.scenario;

import io.litestack.bench.harness.Companion;
import io.litestack.core.Store;
import io.litestack.core.spi.ChangeNotifier;
import io.litestack.core.spi.StoreInternals;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** A process that listens and has nothing to do. */
final class TopicListener implements Companion {
    static final long TOPIC = 1;

    @Override
    @SuppressWarnings("try") // the subscription only has to be there
    public Map<String, Double> run(Control control, Path folder, List<String> arguments) throws Exception {
        LongAdder wakes = new LongAdder();
        try (Store store = Store.open(JobTable.file(folder));
                ChangeNotifier.Subscription ignored =
                        StoreInternals.of(store).changeNotifier().subscribe(TOPIC, wakes::increment)) {
            control.ready();
            control.awaitStop();
        }
        return Map.of("wakes", (double) wakes.sum());
    }
}
