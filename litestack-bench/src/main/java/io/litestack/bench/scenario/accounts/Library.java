package io.litestack.bench.scenario.accounts;

import java.util.Locale;
import java.util.function.Function;
import javax.sql.DataSource;

/** A library for data in tables, as its users set it up. */
public enum Library {
    /** None. */
    JDBC("plain JDBC", JdbcAccounts::new),
    /** Jdbi. */
    JDBI("Jdbi", JdbiAccounts::new),
    /** Spring's templates. */
    SPRING("Spring's JdbcTemplate", SpringAccounts::new),
    /** jOOQ. */
    JOOQ("jOOQ", JooqAccounts::new),
    /** MyBatis. */
    MYBATIS("MyBatis", MyBatisAccounts::new),
    /** Hibernate. */
    HIBERNATE("Hibernate", HibernateAccounts::new);

    private final String title;

    @SuppressWarnings("ImmutableEnumChecker") // a constructor each
    private final Function<DataSource, Accounts> opener;

    Library(String title, Function<DataSource, Accounts> opener) {
        this.title = title;
        this.opener = opener;
    }

    /** What it is called in the names of rows. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it is called. */
    String title() {
        return title;
    }

    /** For how many windows it warms up: so much code takes long to be compiled. */
    double warmUp() {
        return 0.6;
    }

    /** The accounts by way of it. */
    Accounts open(DataSource source) {
        return opener.apply(source);
    }
}
