package io.litestack.internal.settings;

import io.litestack.core.ConfigException;
import io.litestack.core.spi.ComponentProvider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;

/** The components on the class path. */
public final class Providers {
    private final List<ComponentProvider<?, ?>> all;

    private Providers(List<ComponentProvider<?, ?>> all) {
        this.all = all;
    }

    /** Those that a class loader knows. */
    public static Providers of(ClassLoader loader) {
        List<ComponentProvider<?, ?>> found = new ArrayList<>();
        try {
            ServiceLoader.load(ComponentProvider.class, loader).forEach(found::add);
        } catch (ServiceConfigurationError e) {
            throw new ConfigException(
                    "components on the class path",
                    List.of(e.getMessage() + (e.getCause() == null ? "" : " (" + e.getCause() + ")")
                            + "; a jar made of many must keep all classes that its META-INF/services name"));
        }
        addUnregistered(found, loader);
        return of(found);
    }

    /** Where several jars were made one, the service file of one component may have replaced that of another. */
    private static void addUnregistered(List<ComponentProvider<?, ?>> found, ClassLoader loader) {
        for (KnownComponent known : KnownComponent.values()) {
            if (found.stream().noneMatch(it -> it.name().equals(known.section()))) {
                instance(known.provider(), loader).ifPresent(found::add);
            }
        }
    }

    private static Optional<ComponentProvider<?, ?>> instance(String className, ClassLoader loader) {
        try {
            Class<?> type = Class.forName(className, true, loader);
            return Optional.of((ComponentProvider<?, ?>) type.getConstructor().newInstance());
        } catch (ClassNotFoundException e) {
            return Optional.empty(); // what that means is said where the component is asked for
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new ConfigException(
                    "components on the class path",
                    List.of(className + " cannot be loaded: " + e
                            + "; use the same version of all artifacts of Litestack"));
        }
    }

    /** These, in the order in which they are opened. */
    public static Providers of(List<ComponentProvider<?, ?>> found) {
        refuseDuplicates(found);
        List<ComponentProvider<?, ?>> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.<ComponentProvider<?, ?>>comparingInt(it -> KnownComponent.orderOf(it.name()))
                .thenComparing(ComponentProvider::name));
        return new Providers(List.copyOf(sorted));
    }

    private static void refuseDuplicates(List<ComponentProvider<?, ?>> found) {
        Map<String, ComponentProvider<?, ?>> byName = new HashMap<>();
        for (ComponentProvider<?, ?> provider : found) {
            ComponentProvider<?, ?> other = byName.putIfAbsent(provider.name(), provider);
            if (other != null) {
                throw new ConfigException(
                        "components on the class path",
                        List.of("two are called " + provider.name() + ": "
                                + other.getClass().getName() + " and "
                                + provider.getClass().getName() + "; remove one"));
            }
        }
    }

    public List<ComponentProvider<?, ?>> all() {
        return all;
    }

    /** How other components are registered, for messages. */
    public static String registration() {
        return "META-INF/services/" + ComponentProvider.class.getName();
    }

    public boolean has(String section) {
        return all.stream().anyMatch(it -> it.name().equals(section));
    }

    /** The names of all components, on the class path or not. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        for (KnownComponent known : KnownComponent.values()) {
            names.add(known.section());
        }
        all.forEach(it -> names.add(it.name()));
        return names;
    }
}
