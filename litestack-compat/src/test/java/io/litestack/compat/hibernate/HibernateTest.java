package io.litestack.compat.hibernate;

import io.litestack.compat.LibraryTest;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.cfg.SchemaToolingSettings;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.hibernate.tool.schema.Action;
import org.junit.jupiter.api.AfterEach;

/** What the tests of Hibernate have in common: factories over the test's database, and transactions. */
abstract class HibernateTest extends LibraryTest {
    private final List<EntityManagerFactory> factories = new ArrayList<>();

    @AfterEach
    final void closeFactories() {
        factories.forEach(EntityManagerFactory::close);
    }

    /** A factory that makes the tables of some entities. */
    final EntityManagerFactory creating(Class<?>... entities) {
        return factory(Map.of(SchemaToolingSettings.JAKARTA_HBM2DDL_DATABASE_ACTION, Action.CREATE_ONLY), entities);
    }

    /** A factory with settings of its own. */
    final EntityManagerFactory factory(Map<String, ?> settings, Class<?>... entities) {
        HibernatePersistenceConfiguration configuration = new HibernatePersistenceConfiguration("app");
        configuration.managedClasses(entities);
        configuration.property(JdbcSettings.JAKARTA_NON_JTA_DATASOURCE, dataSource());
        settings.forEach(configuration::property);
        EntityManagerFactory factory = configuration.createEntityManagerFactory();
        factories.add(factory);
        return factory;
    }

    /** Runs a transaction and returns its value. */
    static <T> T inTransaction(EntityManagerFactory factory, Function<EntityManager, T> work) {
        return factory.callInTransaction(work);
    }

    /** Runs a transaction. */
    static void useTransaction(EntityManagerFactory factory, Consumer<EntityManager> work) {
        factory.runInTransaction(work);
    }
}
