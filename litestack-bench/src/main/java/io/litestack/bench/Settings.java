package io.litestack.bench;

import io.litestack.bench.harness.ChildJvm;
import io.litestack.bench.rival.DbSchedulerRival;
import io.litestack.bench.rival.HikariRival;
import io.litestack.bench.rival.HikariTodoLists;
import io.litestack.bench.rival.JobRunrRival;
import io.litestack.bench.rival.PostgresServer;
import io.litestack.bench.rival.RedisServer;
import io.litestack.bench.scenario.cable.CableScenarios;
import io.litestack.bench.scenario.cache.CacheScenarios;
import java.util.LinkedHashMap;
import java.util.Map;

/** How both sides are set up, for the report. */
final class Settings {
    private static final String LITESTACK =
            "StoreConfig's defaults (8 MiB of page cache in all, one writer, as many readers as processors but 4 where"
                    + " rows are written as well), sync as the row says; closures through Store.write, commands through the"
                    + " commands of the modules; jobs with the defaults of JobConfig and WorkerConfig (5 workers, payloads in"
                    + " JSON, done jobs are kept), in bulk by 1,000";

    private Settings() {}

    static Map<String, String> describe() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("Litestack", LITESTACK);
        settings.put(HikariRival.NAME, HikariRival.SETTINGS);
        settings.put("the to-do list there", HikariTodoLists.SETTINGS);
        settings.put(DbSchedulerRival.NAME, DbSchedulerRival.SETTINGS);
        settings.put(JobRunrRival.NAME, JobRunrRival.SETTINGS);
        settings.put(RedisServer.NAME, RedisServer.SETTINGS);
        settings.putAll(CacheScenarios.settings());
        settings.putAll(CableScenarios.settings());
        settings.put(PostgresServer.NAME, PostgresServer.SETTINGS);
        settings.put("every JVM", String.join(" ", ChildJvm.OPTIONS) + " -Xmx1g where the row says nothing else");
        return settings;
    }
}
