package io.litestack.spring.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.spring.SpringBootTest;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.jdbc.autoconfigure.DataJdbcRepositoriesAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;
import org.springframework.data.jdbc.repository.config.EnableJdbcRepositories;
import org.springframework.data.jdbc.repository.query.Modifying;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.relational.core.conversion.DbActionExecutionException;
import org.springframework.data.relational.core.mapping.Table;
import org.springframework.data.relational.core.sql.LockMode;
import org.springframework.data.relational.repository.Lock;
import org.springframework.data.repository.ListCrudRepository;
import org.springframework.data.repository.PagingAndSortingRepository;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Spring Data JDBC with our dialect. */
class DataJdbcTest extends SpringBootTest {
    private static final String[] SCHEMA = {
        "create table author(id integer primary key, name text not null unique, born text, version integer not null)",
        "create table book(id integer primary key, author integer not null references author(id), title text not null)",
        """
        create table event(
            id integer primary key, open boolean, price numeric, day text, token text, poster blob,
            sold_at timestamp, published timestamp, date date, time time, begins datetime)
        """,
        "create table tick(id integer primary key)",
    };

    /** Has books, which are stored with it. */
    @Table("author")
    static class Author {
        @Id
        Long id;

        String name;
        LocalDate born;

        @Version
        long version;

        Set<Book> books = new HashSet<>();

        Author(String name) {
            this.name = name;
        }
    }

    @Table("book")
    record Book(@Id Long id, String title) {}

    /** A row of every type. */
    @Table("event")
    record Event(
            @Id Long id,
            boolean open,
            BigDecimal price,
            DayOfWeek day,
            UUID token,
            byte[] poster,
            Instant soldAt,
            OffsetDateTime published,
            LocalDate date,
            LocalTime time,
            LocalDateTime begins) {}

    @Table("tick")
    record Tick(@Id Long id) {}

    /** Is made by Spring. */
    interface Authors extends ListCrudRepository<Author, Long>, PagingAndSortingRepository<Author, Long> {
        Optional<Author> findByName(String name);

        boolean existsByName(String name);

        long countByNameStartingWith(String prefix);

        List<Author> findByBornIsNullOrderByNameDesc(Limit limit);

        List<Author> findByBornBefore(LocalDate day);

        long deleteByNameIn(List<String> names);

        @Lock(LockMode.PESSIMISTIC_WRITE)
        Optional<Author> findWithLockById(long id);

        @Query("select name from author order by name")
        Stream<String> names();

        @Modifying
        @Query("update author set name = :name where id = :id")
        boolean rename(long id, String name);
    }

    /** Is made by Spring. */
    interface Events extends ListCrudRepository<Event, Long> {
        List<Event> findBySoldAtBetween(Instant from, Instant to);

        List<Event> findByBeginsAfter(LocalDateTime begins);
    }

    /** Is made by Spring. */
    interface Ticks extends ListCrudRepository<Tick, Long> {}

    /** The repositories. */
    @Configuration(proxyBeanMethods = false)
    @EnableJdbcRepositories(considerNestedRepositories = true)
    static class Repositories {}

    private void run(ContextConsumer<AssertableApplicationContext> use) {
        application()
                .withConfiguration(AutoConfigurations.of(DataJdbcRepositoriesAutoConfiguration.class))
                .withUserConfiguration(Repositories.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    for (String sql : SCHEMA) {
                        context.getBean(JdbcTemplate.class).execute(sql);
                    }
                    use.accept(context);
                });
    }

    @Test
    void an_aggregate_is_stored_and_read_with_its_parts() {
        run(context -> {
            Authors authors = context.getBean(Authors.class);
            Author ann = new Author("Ann");
            ann.books.add(new Book(null, "Waves"));
            ann.books.add(new Book(null, "Tides"));
            authors.save(ann);
            assertThat(ann.id).isOne();
            Author read = authors.findById(1L).orElseThrow();
            assertThat(read.books).extracting(Book::title).containsExactlyInAnyOrder("Waves", "Tides");
            assertThat(read.books).extracting(Book::id).doesNotContainNull().doesNotHaveDuplicates();
            read.books.removeIf(it -> it.title().equals("Waves"));
            authors.save(read);
            assertThat(authors.findById(1L).orElseThrow().books).hasSize(1);
            authors.delete(read);
            assertThat(authors.count()).isZero();
        });
    }

    @Test
    void ids_of_many() {
        run(context -> {
            List<Author> all = context.getBean(Authors.class)
                    .saveAll(Stream.of("Ann", "Bob", "Cyd").map(Author::new).toList());
            assertThat(all).extracting(it -> it.id).containsExactly(1L, 2L, 3L);
        });
    }

    @Test
    void an_id_alone() {
        run(context -> assertThat(
                        context.getBean(Ticks.class).save(new Tick(null)).id())
                .isOne());
    }

    @Test
    void who_changes_what_has_changed_is_refused() {
        run(context -> {
            Authors authors = context.getBean(Authors.class);
            long id = authors.save(new Author("Ann")).id;
            Author stale = authors.findById(id).orElseThrow();
            Author fresh = authors.findById(id).orElseThrow();
            fresh.name = "Anna";
            authors.save(fresh);
            stale.name = "Anne";
            assertThatThrownBy(() -> authors.save(stale)).isInstanceOf(OptimisticLockingFailureException.class);
        });
    }

    @Test
    void queries_by_the_names_of_methods() {
        run(context -> {
            Authors authors = context.getBean(Authors.class);
            Author old = new Author("Dan");
            old.born = LocalDate.of(1900, 1, 1);
            authors.saveAll(List.of(new Author("Ann"), new Author("Bob"), old));
            assertThat(authors.findByName("Bob")).isPresent();
            assertThat(authors.existsByName("Eve")).isFalse();
            assertThat(authors.countByNameStartingWith("A")).isOne();
            assertThat(authors.findByBornIsNullOrderByNameDesc(Limit.of(1)))
                    .extracting(it -> it.name)
                    .containsExactly("Bob");
            assertThat(authors.findByBornBefore(LocalDate.of(1950, 1, 1))).hasSize(1);
            assertThat(authors.rename(1, "Anna")).isTrue();
            try (Stream<String> names = authors.names()) {
                assertThat(names).containsExactly("Anna", "Bob", "Dan");
            }
            assertThat(authors.deleteByNameIn(List.of("Anna", "Bob"))).isEqualTo(2);
        });
    }

    @Test
    void pages_and_orders() {
        run(context -> {
            Authors authors = context.getBean(Authors.class);
            for (int i = 0; i < 10; i++) {
                authors.save(new Author("author " + i));
            }
            Page<Author> page =
                    authors.findAll(PageRequest.of(1, 3, Sort.by("name").descending()));
            assertThat(page.getTotalElements()).isEqualTo(10);
            assertThat(page).extracting(it -> it.name).containsExactly("author 6", "author 5", "author 4");
            assertThat(StreamSupport.stream(
                            authors.findAll(Sort.by(Sort.Order.asc("born").nullsLast(), Sort.Order.asc("name")))
                                    .spliterator(),
                            false))
                    .hasSize(10);
        });
    }

    @Test
    void a_lock_is_that_of_the_transaction() {
        run(context -> {
            Authors authors = context.getBean(Authors.class);
            long id = authors.save(new Author("Ann")).id;
            new TransactionTemplate(context.getBean(JdbcTransactionManager.class)).executeWithoutResult(status -> {
                Author author = authors.findWithLockById(id).orElseThrow();
                author.name = "Anna";
                authors.save(author);
            });
            assertThat(authors.existsByName("Anna")).isTrue();
        });
    }

    @Test
    void values_come_back_as_they_went() {
        run(context -> {
            Events events = context.getBean(Events.class);
            Event written = new Event(
                    null,
                    true,
                    new BigDecimal("12.30"),
                    DayOfWeek.FRIDAY,
                    UUID.fromString("6f3c1c86-0d6b-4f0a-9c55-0a8f0a1b2c3d"),
                    new byte[] {0, 1, -1},
                    Instant.parse("2026-03-29T01:30:00.123456Z"),
                    OffsetDateTime.of(2026, 10, 25, 2, 30, 0, 0, ZoneOffset.ofHours(1)),
                    LocalDate.of(2026, 3, 29),
                    LocalTime.of(2, 30),
                    LocalDateTime.of(2026, 3, 29, 2, 30, 0, 5_000_000));
            Event saved = events.save(written);
            Event read = events.findById(saved.id()).orElseThrow();
            assertThat(read)
                    .usingRecursiveComparison()
                    .ignoringFields("id", "published", "price")
                    .isEqualTo(written);
            assertThat(read.price()).isEqualByComparingTo(written.price());
            assertThat(read.published().toInstant())
                    .isEqualTo(written.published().toInstant());
            assertThat(context.getBean(JdbcTemplate.class)
                            .queryForObject("select sold_at || ',' || date || ',' || begins from event", String.class))
                    .isEqualTo("2026-03-29 01:30:00.123456,2026-03-29,2026-03-29 02:30:00.005");
            assertThat(events.findBySoldAtBetween(
                            written.soldAt(), written.soldAt().plusNanos(1)))
                    .hasSize(1);
            assertThat(events.findByBeginsAfter(written.begins().minusSeconds(1)))
                    .hasSize(1);
            assertThat(events.findByBeginsAfter(written.begins())).isEmpty();
        });
    }

    @Test
    void errors_are_what_spring_calls_them() {
        run(context -> {
            Authors authors = context.getBean(Authors.class);
            authors.save(new Author("Ann"));
            assertThatThrownBy(() -> authors.save(new Author("Ann")))
                    .isInstanceOfAny(
                            org.springframework.dao.DuplicateKeyException.class, DbActionExecutionException.class)
                    .hasStackTraceContaining("author.name");
        });
    }
}
