package io.litestack.core.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real file system on a small disk, which can be made to give up as after an error of the hardware. */
public final class LoopDisk implements AutoCloseable {
    private static final String OPTIONS = "loop,errors=remount-ro";

    private final Path image;
    private final Path folder;

    private LoopDisk(Path image, Path folder) {
        this.image = image;
        this.folder = folder;
    }

    /** Makes one of 24 MB, and mounts it on a new folder in {@code parent}. */
    public static LoopDisk mount(Path parent) {
        try {
            Path image = Files.createTempFile(parent, "disk", ".img");
            Shell.run("truncate", "-s", "24M", image);
            Shell.run("mke2fs", "-q", "-t", "ext4", image);
            LoopDisk disk = new LoopDisk(image, Files.createTempDirectory(parent, "disk"));
            disk.mount();
            return disk;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void mount() {
        Shell.run("mount", "-o", OPTIONS, image, folder);
    }

    public Path folder() {
        return folder;
    }

    /** The file system meets an error and allows no more writes, also by those who have files open. */
    public void giveUp() {
        String trigger = "echo 1 > /sys/fs/ext4/$(basename $(findmnt -n -o SOURCE " + folder + "))/trigger_fs_error";
        Shell.run("sh", "-c", trigger);
    }

    /** Waits until nobody has a file open there, and makes it as good as new for whoever opens one next. */
    public void mend() {
        Eventually.until("nobody has a file open", () -> {
            boolean isUnmounted = Shell.succeeds("umount", folder.toString());
            if (!isUnmounted) {
                // what is mapped into memory is open until that is collected
                System.gc();
            }
            return isUnmounted;
        });
        Shell.succeeds("e2fsck", "-p", image.toString());
        mount();
    }

    @Override
    public void close() {
        Shell.run("umount", "--lazy", folder);
    }
}
