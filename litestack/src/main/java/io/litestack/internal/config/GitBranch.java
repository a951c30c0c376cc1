package io.litestack.internal.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The branch that a git working tree is on, as a part of a file's name. */
final class GitBranch {
    private static final String BRANCH = "ref: refs/heads/";
    private static final String ELSEWHERE = "gitdir: ";

    private GitBranch() {}

    /** The branch of the working tree that holds a folder; empty outside of one, and when none is checked out. */
    static Optional<String> of(Path folder) {
        for (@Nullable Path at = folder.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
            Path git = at.resolve(".git");
            if (Files.exists(git)) {
                return branch(git);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> branch(Path git) {
        try {
            Path head = directory(git).resolve("HEAD");
            String text = Files.readString(head).strip();
            return text.startsWith(BRANCH) ? Optional.of(fileName(text.substring(BRANCH.length()))) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A linked working tree has a file there that names the real folder. */
    private static Path directory(Path git) throws IOException {
        if (Files.isDirectory(git)) {
            return git;
        }
        String text = Files.readString(git).strip();
        return text.startsWith(ELSEWHERE) ? git.resolveSibling(text.substring(ELSEWHERE.length())) : git;
    }

    private static String fileName(String branch) {
        StringBuilder name = new StringBuilder();
        branch.codePoints().forEach(it -> name.appendCodePoint(isSafe(it) ? it : '-'));
        return name.toString();
    }

    private static boolean isSafe(int codePoint) {
        return Character.isLetterOrDigit(codePoint) || codePoint == '.' || codePoint == '_';
    }
}
