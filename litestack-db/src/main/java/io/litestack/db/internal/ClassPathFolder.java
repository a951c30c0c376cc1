package io.litestack.db.internal;

import io.litestack.db.MigrationException;
import io.litestack.db.internal.MigrationFiles.TextFile;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleReader;
import java.lang.module.ResolvedModule;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The SQL files in a folder of the class path, wherever it leads: to folders, into jars, and into named modules, whose
 * resources no class loader tells of unless their package is open. Without a scanner: the few places that can have the folder
 * are asked for it by name.
 */
final class ClassPathFolder {
    private final String folder;
    private final List<TextFile> files = new ArrayList<>();
    private boolean exists;

    ClassPathFolder(String folder) {
        this.folder = folder;
        try {
            for (URL place : places()) {
                look(place);
            }
            lookIntoModules();
        } catch (IOException | URISyntaxException e) {
            throw new MigrationException("cannot read the folder " + folder + " of the class path: " + e, e);
        }
    }

    boolean exists() {
        return exists;
    }

    /** The files of all places; one that was found in two ways is there twice. */
    List<TextFile> files() {
        return files;
    }

    private List<URL> places() throws IOException {
        Set<String> seen = new HashSet<>();
        List<URL> places = new ArrayList<>();
        for (ClassLoader loader : loaders()) {
            for (URL url : Collections.list(loader.getResources(folder))) {
                if (seen.add(url.toString())) {
                    places.add(url);
                }
            }
        }
        return places;
    }

    private static List<ClassLoader> loaders() {
        List<ClassLoader> loaders = new ArrayList<>();
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader own = ClassPathFolder.class.getClassLoader();
        if (context != null) {
            loaders.add(context);
        }
        if (own != null && own != context) {
            loaders.add(own);
        }
        return loaders;
    }

    private void look(URL place) throws IOException, URISyntaxException {
        switch (place.getProtocol()) {
            case "file" -> {
                exists = true;
                files.addAll(MigrationFiles.list(Path.of(place.toURI())));
            }
            case "jar" -> lookIntoJar((JarURLConnection) place.openConnection());
            case "jrt" -> exists = true; // a module of a linked image, read below
            default ->
                throw new IOException(
                        "do not know how to list " + place + "; use Migrations.fromFolder or Migrations.of");
        }
    }

    private void lookIntoJar(JarURLConnection connection) throws IOException {
        connection.setUseCaches(false);
        String entryName = connection.getEntryName();
        String prefix = entryName == null || entryName.endsWith("/") ? String.valueOf(entryName) : entryName + '/';
        try (JarFile jar = connection.getJarFile()) {
            exists = true;
            for (JarEntry entry : Collections.list(jar.entries())) {
                String name = nameIn(prefix, entry.getName());
                if (name != null && !entry.isDirectory()) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        files.add(TextFile.of(name, jar.getName() + '!' + entry.getName(), in.readAllBytes()));
                    }
                }
            }
        }
    }

    private void lookIntoModules() throws IOException {
        ModuleLayer layer = ClassPathFolder.class.getModule().getLayer();
        for (ResolvedModule module :
                (layer == null ? ModuleLayer.boot() : layer).configuration().modules()) {
            if (!module.name().startsWith("java.") && !module.name().startsWith("jdk.")) {
                try (ModuleReader reader = module.reference().open()) {
                    lookInto(module.name(), reader);
                }
            }
        }
    }

    private void lookInto(String module, ModuleReader reader) throws IOException {
        List<String> resources;
        try (Stream<String> all = reader.list()) {
            resources = all.filter(it -> it.startsWith(folder + '/')).toList();
        }
        for (String resource : resources) {
            exists = true;
            String name = nameIn(folder + '/', resource);
            InputStream content = name == null ? null : reader.open(resource).orElse(null);
            if (name != null && content != null) {
                try (content) {
                    files.add(TextFile.of(name, module + '/' + resource, content.readAllBytes()));
                }
            }
        }
    }

    /** The name of an SQL file directly in the folder, else null. */
    private static @Nullable String nameIn(String prefix, String entry) {
        if (!entry.startsWith(prefix)) {
            return null;
        }
        String name = entry.substring(prefix.length());
        return name.indexOf('/') < 0 && MigrationFiles.isSql(name) ? name : null;
    }
}
