package io.litestack.compat.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Entity;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.hibernate.ScrollMode;
import org.hibernate.ScrollableResults;
import org.hibernate.Session;
import org.hibernate.cfg.BatchSettings;
import org.hibernate.cfg.SchemaToolingSettings;
import org.hibernate.cfg.StatisticsSettings;
import org.hibernate.jpa.HibernateHints;
import org.hibernate.tool.schema.Action;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many rows at once: batches, statements over tables of a hierarchy, results that are longer than the heap likes. */
class HibernateBulkTest extends HibernateTest {
    private static final int ROWS = 2_000;

    /** Has two tables below it. */
    @Entity(name = "vehicle")
    @Inheritance(strategy = InheritanceType.JOINED)
    static class Vehicle {
        @Id
        long id;

        String name;
        int wheels;
    }

    /** The odd ones. */
    @Entity(name = "car")
    static class Car extends Vehicle {
        int doors;
    }

    /** The even ones. */
    @Entity(name = "bicycle")
    static class Bicycle extends Vehicle {
        boolean folding;
    }

    private EntityManagerFactory factory;

    @BeforeEach
    void insertInBatches() {
        factory = factory(
                Map.of(
                        SchemaToolingSettings.JAKARTA_HBM2DDL_DATABASE_ACTION,
                        Action.CREATE_ONLY,
                        StatisticsSettings.GENERATE_STATISTICS,
                        true,
                        BatchSettings.STATEMENT_BATCH_SIZE,
                        50,
                        BatchSettings.ORDER_INSERTS,
                        true),
                Vehicle.class,
                Car.class,
                Bicycle.class);
        useTransaction(factory, entities -> {
            for (int i = 1; i <= ROWS; i++) {
                Vehicle vehicle = i % 2 == 0 ? new Bicycle() : new Car();
                vehicle.id = i;
                vehicle.name = "no " + i;
                entities.persist(vehicle);
            }
        });
    }

    private long count(String condition) {
        return inTransaction(
                factory,
                entities -> entities.createQuery("select count(*) from vehicle where " + condition, Long.class)
                        .getSingleResult());
    }

    @Test
    void batches_are_stored_whole() {
        assertThat(count("name like 'no %'")).isEqualTo(ROWS);
    }

    @Test
    void updates_over_a_hierarchy_keep_its_ids_in_a_temporary_table() {
        int changed = inTransaction(
                factory,
                entities -> entities.createQuery("update car set doors = 4, wheels = 4 where id <= 100")
                        .executeUpdate());
        assertThat(changed).isEqualTo(50);
        assertThat(count("wheels = 4")).isEqualTo(50);
    }

    @Test
    void deletes_over_a_hierarchy_keep_its_ids_in_a_temporary_table() {
        int deleted = inTransaction(
                factory,
                entities ->
                        entities.createQuery("delete vehicle where id > 100").executeUpdate());
        assertThat(deleted).isEqualTo(ROWS - 100);
        assertThat(count("true")).isEqualTo(100);
    }

    @Test
    void inserts_from_a_query() {
        int inserted = inTransaction(
                factory,
                entities -> entities.createQuery(
                                "insert into car(id, name, wheels, doors) select id + 10000, name, 4, 2 from bicycle")
                        .executeUpdate());
        assertThat(inserted).isEqualTo(ROWS / 2);
        assertThat(count("id > 10000")).isEqualTo(ROWS / 2);
    }

    @Test
    void a_stream_is_read_while_others_write() {
        AtomicLong read = new AtomicLong();
        useTransaction(factory, entities -> {
            try (Stream<Vehicle> all = entities.createQuery("from vehicle order by id", Vehicle.class)
                    .setHint(HibernateHints.HINT_FETCH_SIZE, 100)
                    .getResultStream()) {
                all.forEach(it -> {
                    if (it.id % 500 == 0) {
                        it.name = "renamed";
                        entities.flush();
                    }
                    read.incrementAndGet();
                });
            }
        });
        assertThat(read).hasValue(ROWS);
        assertThat(count("name = 'renamed'")).isEqualTo(4);
    }

    @Test
    void a_stream_outside_of_a_transaction_is_read_beside_writes_of_the_same_thread() {
        AtomicLong read = new AtomicLong();
        try (var entities = factory.createEntityManager();
                Stream<Vehicle> all =
                        entities.createQuery("from vehicle", Vehicle.class).getResultStream()) {
            all.forEach(it -> {
                if (it.id % 500 == 0) {
                    useTransaction(factory, others -> others.find(Vehicle.class, it.id).name = "renamed");
                }
                read.incrementAndGet();
            });
        }
        assertThat(read).hasValue(ROWS);
        assertThat(count("name = 'renamed'")).isEqualTo(4);
    }

    @Test
    void a_scroll_goes_forward() {
        useTransaction(factory, entities -> {
            try (ScrollableResults<Vehicle> rows = entities.unwrap(Session.class)
                    .createSelectionQuery("from vehicle order by id", Vehicle.class)
                    .scroll(ScrollMode.FORWARD_ONLY)) {
                long last = 0;
                while (rows.next()) {
                    last = rows.get().id;
                }
                assertThat(last).isEqualTo(ROWS);
            }
        });
    }

    @Test
    void a_stateless_session_upserts() {
        factory.unwrap(org.hibernate.SessionFactory.class).inStatelessTransaction(session -> {
            Car car = new Car();
            car.id = 1;
            car.name = "other";
            session.upsert(car);
        });
        assertThat(count("name = 'other'")).isOne();
    }
}
