package io.litestack.core.spi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The tables of one component, as the sequence of scripts that led to them. A script that was released is never changed;
 * what is to change comes as a further one.
 *
 * @param component the component's name, such as {@code job}
 * @param scripts the SQL of version 1, 2, 3 …
 */
public record Schema(String component, List<String> scripts) {
    /**
     * Copies the list.
     *
     * @param component see above
     * @param scripts see above
     */
    public Schema {
        scripts = List.copyOf(scripts);
    }

    /**
     * Reads the scripts from resources beside a class.
     *
     * @param component the component's name
     * @param anchor the class beside which the folder {@code schema} lies
     * @param files the names of the files in that folder, oldest first
     * @return the schema
     */
    public static Schema load(String component, Class<?> anchor, String... files) {
        return load(component, anchor::getResourceAsStream, files);
    }

    /**
     * Reads the scripts from resources of another module, which that module must open itself: on the module path its resources
     * are hidden from everybody else.
     *
     * @param component the component's name
     * @param resources opens a resource such as {@code schema/V001__jobs.sql}, or returns null if there is none
     * @param files the names of the files in the folder {@code schema}, oldest first
     * @return the schema
     */
    public static Schema load(
            String component, Function<String, ? extends @Nullable InputStream> resources, String... files) {
        List<String> scripts = new ArrayList<>();
        for (String file : files) {
            try (InputStream in = resources.apply("schema/" + file)) {
                if (in == null) {
                    throw new IllegalArgumentException(
                            "component " + component + " has no resource schema/" + file + " beside its class");
                }
                scripts.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new IllegalStateException("component " + component + " cannot read schema/" + file, e);
            }
        }
        return new Schema(component, scripts);
    }
}
