package io.litestack.compat.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.litestack.core.Transaction;
import io.litestack.db.Database;
import io.litestack.db.DatabaseConfig;
import io.litestack.db.Migrations;
import io.litestack.job.JobConfig;
import io.litestack.job.JobFilter;
import io.litestack.job.JobQueue;
import io.litestack.job.JobState;
import io.litestack.job.JobType;
import java.nio.file.Path;
import java.sql.Connection;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.codegen.GenerationTool;
import org.jooq.impl.DSL;
import org.jooq.meta.jaxb.Configuration;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Logging;
import org.jooq.meta.jaxb.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of the page on jOOQ. */
class JooqTourTest {
    private static final JobType<String> WELCOME = JobType.of("welcome", String.class);

    @TempDir
    Path folder;

    @Test
    void tour() throws Exception {
        DatabaseConfig config = DatabaseConfig.builder(folder.resolve("app.db"))
                .migrations(Migrations.none())
                .build();
        try (Database db = Database.open(config);
                JobQueue jobs =
                        JobQueue.open(JobConfig.builder(db.store().config()).build())) {
            db.execute("create table person(id integer primary key autoincrement, email text not null unique)");
            // region jooq-open
            DSLContext jooq = DSL.using(db.dataSource(), SQLDialect.SQLITE);

            jooq.transaction(inner -> {
                inner.dsl()
                        .insertInto(DSL.table("person"), DSL.field("email"))
                        .values("ann@example.org")
                        .execute();
                inner.dsl().connection(connection -> {
                    Transaction tx = connection.unwrap(Transaction.class);
                    jobs.enqueue(tx, WELCOME, "ann@example.org");
                });
            });
            // endregion
            assertThat(jooq.fetchCount(DSL.table("person"))).isOne();
            assertThat(jobs.admin().find(JobFilter.inState(JobState.READY), 10)).hasSize(1);
            generate(db);
        }
        assertThat(folder.resolve("shop/tables/Person.java")).exists();
    }

    private void generate(Database db) throws Exception {
        // region jooq-generate
        GenerationTool tool = new GenerationTool();
        try (Connection connection = db.dataSource().getConnection()) {
            tool.setConnection(connection);
            tool.run(new Configuration()
                    .withLogging(Logging.WARN)
                    .withGenerator(new Generator()
                            .withDatabase(new org.jooq.meta.jaxb.Database()
                                    .withName("org.jooq.meta.sqlite.SQLiteDatabase")
                                    .withExcludes("sqlite_.*|litestack_.*"))
                            .withTarget(new Target().withPackageName("shop").withDirectory(folder.toString()))));
        }
        // endregion
    }
}
