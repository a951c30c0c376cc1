package io.litestack.internal.report;

import io.litestack.core.ConfigException;
import io.litestack.core.spi.SystemPath;
import io.litestack.core.spi.config.ConfigSection;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Litestream's copies go, checked as far as that is possible without asking for it: Litestream itself takes what it does
 * not know for a folder.
 *
 * @param url a URL without a slash at its end
 */
record Replica(String url) {
    private static final List<String> SCHEMES =
            List.of("s3", "gs", "gcs", "abs", "sftp", "nats", "oss", "webdav", "webdavs", "file");

    /** The scheme, and what follows; one letter is a Windows drive. */
    private static final Pattern FORM = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(/*)(.*)");

    /**
     * Reads what a user wrote.
     *
     * @param text a URL, or a folder
     * @param dataFolder the folder that holds the originals
     */
    static Replica of(String text, Path dataFolder) {
        String trimmed = text.strip().replaceAll("/+$", "");
        if (trimmed.isEmpty() || trimmed.chars().anyMatch(it -> Character.isISOControl(it))) {
            throw refused("must be a URL such as s3://bucket/app, or a folder, but is \"" + text + '"');
        }
        Matcher form = FORM.matcher(trimmed);
        if (form.matches()) {
            return new Replica(remote(form, trimmed, dataFolder));
        }
        for (String scheme : SCHEMES) {
            if (trimmed.startsWith(scheme + "//")) {
                throw refused("is \"" + trimmed + "\"; did you mean " + scheme + ":"
                        + trimmed.substring(scheme.length()) + '?');
            }
        }
        return new Replica("file://" + folder(trimmed, text, dataFolder));
    }

    private static String remote(Matcher form, String text, Path dataFolder) {
        String scheme = form.group(1);
        if (!SCHEMES.contains(scheme)) {
            String known = scheme.toLowerCase(Locale.ROOT);
            throw refused("has the scheme " + scheme + ", which Litestream does not know; "
                    + (SCHEMES.contains(known)
                            ? "write it in small letters, " + known
                            : ConfigSection.slip(known, SCHEMES)
                                    .map(it -> "did you mean " + it + '?')
                                    .orElse("it knows " + String.join(", ", SCHEMES))));
        }
        if (scheme.equals("file")) {
            if (form.group(2).length() != 3) {
                throw refused("must name a folder from its root, as in file:///srv/backup, but is \"" + text + '"');
            }
            return "file://" + folder('/' + form.group(3), text, dataFolder);
        }
        if (form.group(2).length() != 2 || !form.group(3).matches("[^/\\s]+(/.*)?")) {
            throw refused("must name a bucket or host behind " + scheme + "://, as in " + scheme
                    + "://bucket/app, but is \"" + text + '"');
        }
        return text;
    }

    private static Path folder(String name, String text, Path dataFolder) {
        try {
            Path folder = SystemPath.absolute(Path.of(name));
            if (folder.startsWith(dataFolder)) {
                throw refused("must not be within the data folder " + dataFolder
                        + ", with which it would be lost, but is " + folder);
            }
            return folder;
        } catch (InvalidPathException e) {
            throw refused("must be a URL such as s3://bucket/app, or a folder, but is \"" + text + '"');
        }
    }

    private static ConfigException refused(String problem) {
        return new ConfigException("litestream.yml", List.of("the replica " + problem));
    }
}
