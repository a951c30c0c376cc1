package io.litestack.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system in memory, small enough to be filled. */
public final class SmallDisk implements AutoCloseable {
    private static final int PAGE = 4096;

    private final Path folder;
    private final Path ballast;

    private SmallDisk(Path folder) {
        this.folder = folder;
        this.ballast = folder.resolve("ballast");
    }

    /** Mounts one on a new folder in {@code parent}. */
    public static SmallDisk mount(Path parent, int kilobytes) {
        try {
            Path folder = Files.createTempDirectory(parent, "disk");
            Shell.run("mount", "-t", "tmpfs", "-o", "size=" + kilobytes + "k", "litestack", folder);
            return new SmallDisk(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path folder() {
        return folder;
    }

    /** Fills it with a file of no use, until so many pages of 4 KiB are left. */
    public void fillUpTo(int pagesLeft) {
        long pages = 0;
        // the file system takes some pages for itself, and more as a file grows
        for (long tooMany = free() - pagesLeft; tooMany > 0; tooMany = free() - pagesLeft) {
            pages += Math.max(1, tooMany - 8);
            Shell.run("fallocate", "-l", pages * PAGE, ballast);
        }
        assertThat(free()).isLessThanOrEqualTo(pagesLeft);
    }

    private long free() {
        try {
            return Files.getFileStore(folder).getUsableSpace() / PAGE;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes away what {@link #fillUpTo} put there. */
    public void makeRoom() {
        Shell.run("rm", ballast);
    }

    /** As {@link #makeRoom()}, but only so many pages of 4 KiB. */
    public void makeRoom(int pages) {
        Shell.run("truncate", "-s", "-" + (long) pages * PAGE, ballast);
    }

    public void makeReadOnly() {
        Shell.run("mount", "-o", "remount,ro", folder);
    }

    /** Whatever still has a file open there keeps it for itself. */
    @Override
    public void close() {
        Shell.run("umount", "--lazy", folder);
    }
}
