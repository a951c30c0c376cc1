package io.litestack.db.internal;

import io.litestack.db.internal.jdbc.error.JdbcErrors;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What all objects have in common that a data source hands out: dynamic proxies, since JDBC's interfaces have some hundreds
 * of methods of which a dozen need thought.
 *
 * @param <T> the interface
 */
abstract class JdbcProxy<T> implements InvocationHandler {
    private static final @Nullable Object[] NONE = {};

    private final T proxy;

    JdbcProxy(Class<? extends T> type) {
        Object made = Proxy.newProxyInstance(JdbcProxy.class.getClassLoader(), new Class<?>[] {type}, this);
        this.proxy = type.cast(made);
    }

    T proxy() {
        return proxy;
    }

    /** Does what the method is for. */
    abstract @Nullable Object call(Method method, @Nullable Object[] arguments) throws Throwable;

    @Override
    public final @Nullable Object invoke(Object self, Method method, @Nullable Object @Nullable [] given)
            throws Throwable {
        @Nullable Object[] arguments = given == null ? NONE : given;
        if (method.getDeclaringClass() == Object.class) {
            return ofObject(self, method, arguments);
        }
        try {
            return switch (method.getName()) {
                case "isWrapperFor" -> isWrapperFor((Class<?>) arguments[0]);
                case "unwrap" -> unwrap((Class<?>) arguments[0]);
                default -> call(method, arguments);
            };
        } catch (SQLException | RuntimeException e) {
            throw JdbcErrors.of(e);
        }
    }

    private Object ofObject(Object self, Method method, @Nullable Object[] arguments) {
        return switch (method.getName()) {
            case "equals" -> self == arguments[0];
            case "hashCode" -> System.identityHashCode(self);
            default -> toString();
        };
    }

    boolean isWrapperFor(@Nullable Class<?> type) {
        return type != null && type.isInstance(proxy);
    }

    @Nullable
    Object unwrap(@Nullable Class<?> type) throws SQLException {
        if (type != null && type.isInstance(proxy)) {
            return proxy;
        }
        throw new SQLException("not a wrapper for " + (type == null ? "null" : type.getName()));
    }

    /** Calls the same method of the object underneath. */
    static @Nullable Object pass(Object target, Method method, @Nullable Object... arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
