package io.litestack.compat.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionTimedOutException;
import org.springframework.transaction.support.TransactionTemplate;

/** Spring's transactions, one inside another, read-only, and in time. */
class SpringTransactionsTest extends SpringTest {
    private final int required = TransactionDefinition.PROPAGATION_REQUIRED;
    private final int requiresNew = TransactionDefinition.PROPAGATION_REQUIRES_NEW;
    private final int nested = TransactionDefinition.PROPAGATION_NESTED;

    @Test
    void required_joins_and_rolls_back_with_what_it_joined() {
        transaction(required).executeWithoutResult(outer -> {
            insert("red");
            transaction(required).executeWithoutResult(inner -> insert("blue"));
            outer.setRollbackOnly();
        });
        assertThat(names()).isEmpty();
    }

    @Test
    void nested_undoes_its_own_part() {
        transaction(required).executeWithoutResult(outer -> {
            insert("red");
            transaction(nested).executeWithoutResult(inner -> {
                insert("blue");
                inner.setRollbackOnly();
            });
            transaction(nested).executeWithoutResult(inner -> insert("green"));
        });
        assertThat(names()).containsExactly("red", "green");
    }

    @Test
    void nested_in_nested() {
        transaction(required)
                .executeWithoutResult(outer -> transaction(nested).executeWithoutResult(middle -> {
                    insert("red");
                    assertThatThrownBy(() -> transaction(nested).executeWithoutResult(inner -> {
                                insert("blue");
                                insert("red");
                            }))
                            .isInstanceOf(DataAccessException.class);
                    insert("green");
                }));
        assertThat(names()).containsExactly("red", "green");
    }

    @Test
    void requires_new_commits_what_its_surroundings_roll_back() {
        transaction(required).executeWithoutResult(outer -> {
            transaction(requiresNew).executeWithoutResult(inner -> insert("red"));
            insert("blue");
            outer.setRollbackOnly();
        });
        assertThat(names()).containsExactly("red");
    }

    @Test
    void requires_new_inside_a_read_only_transaction() {
        TransactionTemplate reading = transaction(required);
        reading.setReadOnly(true);
        reading.executeWithoutResult(outer -> {
            assertThat(names()).isEmpty();
            transaction(requiresNew).executeWithoutResult(inner -> insert("red"));
            assertThat(names()).as("what it sees does not change").isEmpty();
        });
        assertThat(names()).containsExactly("red");
    }

    @Test
    void a_read_only_transaction_does_not_write() {
        TransactionTemplate reading = transaction(required);
        reading.setReadOnly(true);
        assertThatThrownBy(() -> reading.executeWithoutResult(status -> insert("red")))
                .isInstanceOf(DataAccessException.class);
        assertThat(names()).isEmpty();
    }

    @Test
    void a_transaction_that_is_out_of_time() {
        TransactionTemplate short_ = transaction(required);
        short_.setTimeout(1);
        long start = System.nanoTime();
        assertThatThrownBy(() -> short_.executeWithoutResult(status -> {
                    insert("red");
                    jdbc.queryForObject(ENDLESS, Long.class);
                }))
                .isInstanceOfAny(QueryTimeoutException.class, TransactionTimedOutException.class);
        assertThatItIsSoon(start);
        insert("blue");
        assertThat(names()).containsExactly("blue");
    }

    @Test
    void an_exception_rolls_back() {
        assertThatThrownBy(() -> transaction(required).executeWithoutResult(status -> {
                    insert("red");
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(names()).isEmpty();
    }
}
