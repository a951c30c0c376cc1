package io.litestack.db;

import io.litestack.core.StoreConfig;
import java.nio.file.Path;

/**
 * A process that migrates a file when it is told to, and says how many migrations it applied. Its migrations take a while, and
 * each says when it begins.
 */
final class MigratingProcess {
    static final int MIGRATIONS = 20;

    private MigratingProcess() {}

    public static void main(String[] args) throws Exception {
        System.out.println("ready");
        System.in.read();
        StoreConfig store = StoreConfig.builder(Path.of(args[0])).build();
        DatabaseConfig config =
                DatabaseConfig.builder(store).migrations(Migrations.none()).build();
        try (Database db = Database.open(config)) {
            System.out.println("migrating");
            System.out.println("applied " + db.migrate(migrations()).size());
        }
    }

    /** Each leaves a table with a thousand rows. */
    static Migrations migrations() {
        Migration[] all = new Migration[MIGRATIONS];
        for (int i = 0; i < MIGRATIONS; i++) {
            String table = "t" + (i + 1);
            all[i] = new Migration(
                    i + 1,
                    table,
                    "create table " + table + """
                    (n integer);
                    with recursive c(n) as (select 1 union all select n + 1 from c where n < 1000)
                    insert into\s""" + table + " select n from c;\ncreate index " + table + "_n on "
                            + table + "(n);");
        }
        return Migrations.of(all);
    }
}
