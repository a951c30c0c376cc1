package io.litestack.compat.liquibase;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import liquibase.Contexts;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.resource.DirectoryResourceAccessor;

/** Liquibase on the change log of a folder. */
final class Changes {
    private final Path folder;
    private final DataSource dataSource;

    Changes(Path folder, DataSource dataSource) {
        this.folder = folder;
        this.dataSource = dataSource;
    }

    /** What is done with Liquibase. */
    interface Use {
        void with(Liquibase liquibase) throws LiquibaseException;
    }

    void update() throws Exception {
        use(it -> it.update(new Contexts()));
    }

    void use(Use use) throws Exception {
        Scope.child(Scope.Attr.ui, new liquibase.ui.LoggerUIService(), () -> {
            try (Connection connection = dataSource.getConnection();
                    Liquibase liquibase = liquibase(connection)) {
                use.with(liquibase);
            }
        });
    }

    private Liquibase liquibase(Connection connection) throws LiquibaseException, SQLException, IOException {
        return new Liquibase(
                "changelog.xml",
                new DirectoryResourceAccessor(folder),
                DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection)));
    }
}
