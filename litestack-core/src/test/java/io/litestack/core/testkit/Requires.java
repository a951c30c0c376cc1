package io.litestack.core.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What a test needs of the machine it runs on. Where that is missing the test is skipped with a line that says so; with
 * {@code -Dlitestack.require=all} it fails instead.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresCondition.class)
public @interface Requires {
    /** What is needed. */
    Facility[] value();

    /** Something that not every machine has. */
    enum Facility {
        /** Linux's system calls, signals and modes of files. */
        LINUX("Linux", "sh", "-c", "test \"$(uname)\" = Linux"),

        /** The right to mount a file system of a few megabytes. */
        MOUNT(
                "the right to mount (root)",
                "sh",
                "-c",
                "d=$(mktemp -d) && mount -t tmpfs litestack \"$d\" && umount \"$d\"; s=$?; rmdir \"$d\"; exit $s"),

        /** A real file system on a loop device, which can be made to give up. */
        LOOP_DISK(
                "ext4 on a loop device (root)",
                "sh",
                "-c",
                "d=$(mktemp -d) && truncate -s 24M \"$d/i\" && mke2fs -q -t ext4 \"$d/i\" && mkdir \"$d/m\""
                        + " && mount -o loop \"$d/i\" \"$d/m\""
                        + " && test -w /sys/fs/ext4/$(basename $(findmnt -n -o SOURCE \"$d/m\"))/trigger_fs_error"
                        + " && umount \"$d/m\"; s=$?; rm -rf \"$d\"; exit $s"),

        /** strace, and the right to attach it to the process that starts it. */
        STRACE("strace and the right to attach it (root)", Faults::arePossible),

        /** The right to start processes that are numbered apart, as in containers. */
        PID_NAMESPACE("unshare --pid (root)", "unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "true"),

        /** A browser without a window, and its driver. */
        CHROMIUM("chromium and chromedriver", "sh", "-c", "chromium --version && chromedriver --version"),

        /** A way to start a process that the modes of files apply to although it is root's. */
        SETPRIV("setpriv (and root)", "setpriv", "--bounding-set", "-dac_override,-dac_read_search", "true"),

        /** Maven, and the half minute that it takes to build applications: where everything is required, or that is. */
        MAVEN("mvn and -Dlitestack.packaging=true", Facility::mayBuildApplications),

        /** Clients of the cable that browsers have, as npm packages in a folder that NODE_PATH names. */
        NODE_CLIENTS(
                "node, and in NODE_PATH the npm packages @rails/actioncable, @anycable/web, @anycable/core,"
                        + " @hotwired/turbo-rails, eventsource, ws",
                "sh",
                "-c",
                "for p in @rails/actioncable @anycable/web @anycable/core @hotwired/turbo-rails eventsource ws; do"
                        + " test -e \"$NODE_PATH/$p/package.json\" || exit 1; done; node --version"),

        /** Litestream, as the npm package @flydotio/litestream has it. */
        LITESTREAM("litestream (npm package @flydotio/litestream)", "litestream", "version");

        final String description;
        private final BooleanSupplier probe;

        Facility(String description, String... probe) {
            this(description, () -> Shell.succeeds(probe));
        }

        Facility(String description, BooleanSupplier probe) {
            this.description = description;
            this.probe = probe;
        }

        private static boolean mayBuildApplications() {
            boolean isWanted =
                    Boolean.getBoolean("litestack.packaging") || "all".equals(System.getProperty("litestack.require"));
            return isWanted && Shell.succeeds("mvn", "--version");
        }

        boolean isPresent() {
            return probe.getAsBoolean();
        }
    }
}
