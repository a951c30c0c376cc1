package io.litestack.core.spi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

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
        List<String> scripts = new ArrayList<>();
        for (String file : files) {
            try (InputStream in = anchor.getResourceAsStream("schema/" + file)) {
                if (in == null) {
                    throw new IllegalArgumentException("no resource schema/" + file + " beside " + anchor.getName());
                }
                scripts.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new IllegalStateException("cannot read schema/" + file + " beside " + anchor.getName(), e);
            }
        }
        return new Schema(component, scripts);
    }
}
