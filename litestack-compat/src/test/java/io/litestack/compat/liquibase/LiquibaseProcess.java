package io.litestack.compat.liquibase;

import io.litestack.compat.TestDatabase;
import java.nio.file.Path;

/** A process that updates a file by Liquibase once a line has come. */
final class LiquibaseProcess {
    private LiquibaseProcess() {}

    public static void main(String[] args) throws Exception {
        System.setProperty("liquibase.changelogLockPollRate", "1"); // seconds between two looks at the lock
        try (TestDatabase database = TestDatabase.open(Path.of(args[0]))) {
            System.out.println("ready");
            System.in.read();
            new Changes(Path.of(args[1]), database.dataSource()).update();
            System.out.println("updated");
        }
    }
}
