package io.litestack.spring;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import org.springframework.data.jdbc.core.dialect.JdbcArrayColumns;
import org.springframework.data.jdbc.core.dialect.JdbcDialect;
import org.springframework.data.relational.core.dialect.AbstractDialect;
import org.springframework.data.relational.core.dialect.InsertRenderContext;
import org.springframework.data.relational.core.dialect.LimitClause;
import org.springframework.data.relational.core.dialect.LockClause;
import org.springframework.data.relational.core.sql.IdentifierProcessing;
import org.springframework.data.relational.core.sql.IdentifierProcessing.LetterCasing;
import org.springframework.data.relational.core.sql.IdentifierProcessing.Quoting;
import org.springframework.data.relational.core.sql.LockOptions;

/**
 * The dialect of SQLite for Spring Data JDBC, on the data source of a {@link io.litestack.db.Database}. It is found by itself;
 * an application that has a {@code JdbcConfiguration} of its own may return {@link #INSTANCE} from {@code jdbcDialect}. Immutable.
 *
 * <ul>
 *   <li>{@code @Lock} locks no row: a transaction that writes has the whole file for itself from its first statement on.
 *   <li>Moments ({@link Instant}, {@link OffsetDateTime}) are stored as the data source stores them, in UTC; what is local ({@link
 *       LocalDateTime}, {@link LocalDate}, {@link LocalTime}) as the text of what it shows. All sort and compare as time does.
 *   <li>There are no array columns: a collection of simple values wants a table of its own.
 * </ul>
 */
public final class LitestackDialect extends AbstractDialect implements JdbcDialect {
    /** The only one. */
    public static final LitestackDialect INSTANCE = new LitestackDialect();

    /** What stands in backticks is a name for SQLite; a misspelt one in quotes would be taken for a text. */
    private static final IdentifierProcessing NAMES = IdentifierProcessing.create(new Quoting("`"), LetterCasing.AS_IS);

    private LitestackDialect() {}

    @Override
    public LimitClause limit() {
        return Limit.CLAUSE;
    }

    @Override
    public LockClause lock() {
        return NoLock.CLAUSE;
    }

    @Override
    public JdbcArrayColumns getArraySupport() {
        return JdbcArrayColumns.Unsupported.INSTANCE;
    }

    @Override
    public IdentifierProcessing getIdentifierProcessing() {
        return NAMES;
    }

    @Override
    public InsertRenderContext getInsertRenderContext() {
        return () -> " DEFAULT VALUES";
    }

    @Override
    public Collection<Object> getConverters() {
        return List.of(new ReadingConversions(), new WritingConversions());
    }

    /** LIMIT and OFFSET; the second is not to be had without the first. */
    private enum Limit implements LimitClause {
        CLAUSE;

        @Override
        public String getLimit(long limit) {
            return "LIMIT " + limit;
        }

        @Override
        public String getOffset(long offset) {
            return "LIMIT -1 OFFSET " + offset;
        }

        @Override
        public String getLimitOffset(long limit, long offset) {
            return "LIMIT " + limit + " OFFSET " + offset;
        }

        @Override
        public LimitClause.Position getClausePosition() {
            return LimitClause.Position.AFTER_ORDER_BY;
        }
    }

    /** Nothing. */
    private enum NoLock implements LockClause {
        CLAUSE;

        @Override
        public String getLock(LockOptions options) {
            return "";
        }

        @Override
        public LockClause.Position getClausePosition() {
            return LockClause.Position.AFTER_ORDER_BY;
        }
    }
}
