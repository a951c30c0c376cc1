package io.litestack.spring.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.litestack.spring.SpringBootTest;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Boot's Data JPA on our data source. */
class DataJpaTest extends SpringBootTest {
    /** A member of a club. */
    @Entity(name = "member")
    static class Member {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        @jakarta.persistence.Column(unique = true)
        String name;

        Instant joinedAt = Instant.parse("2026-03-29T01:30:00.123456Z");

        @Version
        long version;

        Member() {}

        Member(String name) {
            this.name = name;
        }
    }

    /** Is made by Spring. */
    interface Members extends JpaRepository<Member, Long> {
        Optional<Member> findByName(String name);

        Stream<Member> streamAllBy();
    }

    /** What an application does in transactions. */
    static class Club {
        private final Members members;

        Club(Members members) {
            this.members = members;
        }

        @Transactional
        public void join(List<String> names) {
            names.forEach(it -> members.save(new Member(it)));
        }

        @Transactional(propagation = Propagation.REQUIRES_NEW)
        public void joinAtOnce(String name) {
            members.save(new Member(name));
        }

        @Transactional(readOnly = true)
        public long count() {
            try (Stream<Member> all = members.streamAllBy()) {
                return all.count();
            }
        }
    }

    /** The application. */
    @Configuration(proxyBeanMethods = false)
    @AutoConfigurationPackage
    @EnableJpaRepositories(considerNestedRepositories = true)
    static class Application {
        @Bean
        Club club(Members members) {
            return new Club(members);
        }
    }

    private ApplicationContextRunner jpa() {
        return application()
                .withConfiguration(AutoConfigurations.of(
                        HibernateJpaAutoConfiguration.class, DataJpaRepositoriesAutoConfiguration.class))
                .withUserConfiguration(Application.class)
                .withPropertyValues("spring.jpa.hibernate.ddl-auto=update");
    }

    @Test
    void repositories_and_transactions() {
        jpa().run(context -> {
            assertThat(context).hasNotFailed();
            Club club = context.getBean(Club.class);
            Members members = context.getBean(Members.class);
            club.join(List.of("Ann", "Bob", "Cyd"));
            club.joinAtOnce("Dan");
            assertThat(club.count()).isEqualTo(4);
            assertThat(members.findByName("Ann").orElseThrow().joinedAt).isEqualTo(new Member().joinedAt);
            assertThat(members.findAll(PageRequest.of(0, 2, Sort.by("name").descending())))
                    .extracting(it -> it.name)
                    .containsExactly("Dan", "Cyd");
            assertThatThrownBy(() -> club.join(List.of("Eve", "Ann")))
                    .isInstanceOf(DataIntegrityViolationException.class);
            assertThat(club.count()).isEqualTo(4);
            members.deleteAllInBatch();
            assertThat(members.count()).isZero();
        });
    }
}
