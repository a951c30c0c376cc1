package io.litestack.db.internal.migration;

import io.litestack.db.MigrationException;
import io.litestack.db.internal.migration.MigrationFiles.TextFile;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleReader;
import java.lang.module.ResolvedModule;
import java.net.JarURLConnection;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipException;

/**
 * The SQL files in a folder of the class path, wherever it leads: to folders, into jars, and into named modules, whose
 * resources no class loader shows unless their package is open. Without a scanner: the places that can have the folder are
 * asked for it by name.
 *
 * <p>A class loader finds the folder in a jar only if the jar has an entry for the folder itself, which not every tool writes.
 * So the entries of each jar are looked through; jars are found by their manifests, and in the class path itself.
 */
final class ClassPathFolder {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    private final String folder;
    private final List<TextFile> files = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private boolean exists;

    ClassPathFolder(String folder) {
        this.folder = folder;
        try {
            for (ClassLoader loader : loaders()) {
                look(loader);
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

    private void look(ClassLoader loader) throws IOException, URISyntaxException {
        for (URL place : Collections.list(loader.getResources(folder))) {
            look(place);
        }
        for (URL manifest : Collections.list(loader.getResources(MANIFEST))) {
            if (manifest.getProtocol().equals("jar")) {
                lookIntoJar(manifest);
            }
        }
        for (ClassLoader each = loader; each != null; each = each.getParent()) {
            for (URL place : namedPlaces(each)) {
                if (place.getProtocol().equals("file") && place.getPath().endsWith(".jar")) {
                    lookIntoJar(new URL("jar:" + place + "!/"));
                }
            }
        }
    }

    /** A jar without a manifest is found here only. */
    private static List<URL> namedPlaces(ClassLoader loader) throws MalformedURLException {
        if (loader instanceof URLClassLoader named) {
            return List.of(named.getURLs());
        }
        List<URL> places = new ArrayList<>();
        if (loader == ClassLoader.getSystemClassLoader()) {
            for (String place : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
                places.add(Path.of(place).toUri().toURL());
            }
        }
        return places;
    }

    private void look(URL place) throws IOException, URISyntaxException {
        switch (place.getProtocol()) {
            case "file" -> {
                exists = true;
                if (seen.add(place.toString())) {
                    files.addAll(MigrationFiles.list(Path.of(place.toURI())));
                }
            }
            case "jar" -> {
                exists = true;
                lookIntoJar(place);
            }
            case "jrt" -> exists = true; // a module of a linked image, read below
            default ->
                throw new IOException(
                        "do not know how to list " + place + "; use Migrations.fromFolder or Migrations.of");
        }
    }

    /** Looks into the jar that a resource is in. */
    private void lookIntoJar(URL resource) throws IOException {
        String text = resource.toString();
        URL root = new URL(text.substring(0, text.lastIndexOf("!/") + 2));
        if (seen.add(root.toString()) && root.openConnection() instanceof JarURLConnection connection) {
            connection.setUseCaches(false);
            lookIntoJar(connection);
        }
    }

    private void lookIntoJar(JarURLConnection connection) throws IOException {
        try (JarFile jar = connection.getJarFile()) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                Optional<String> name = nameIn(entry.getName());
                if (name.isPresent() && !entry.isDirectory()) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        files.add(TextFile.of(name.get(), jar.getName() + '!' + entry.getName(), in.readAllBytes()));
                    }
                }
            }
        } catch (ZipException | FileNotFoundException | NoSuchFileException e) {
            // no jar, or none any more; class loaders pass it over too
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
            Optional<String> name = nameIn(resource);
            Optional<InputStream> content = name.isPresent() ? reader.open(resource) : Optional.empty();
            if (name.isPresent() && content.isPresent()) {
                try (InputStream in = content.get()) {
                    files.add(TextFile.of(name.get(), module + '/' + resource, in.readAllBytes()));
                }
            }
        }
    }

    /** The name of an SQL file in the folder; whatever is in it proves that there is the folder. */
    private Optional<String> nameIn(String entry) {
        if (!entry.startsWith(folder + '/')) {
            return Optional.empty();
        }
        exists = true;
        return MigrationFiles.sqlName(entry.substring(folder.length() + 1));
    }
}
