package io.litestack.core.spi;

import java.util.Optional;

/**
 * Tells whether other processes that have the file open are dead: for leases that shall end with their holder, and not
 * before.
 *
 * <p>A process is known by the name of its socket, by which others notify it; that is written down where others can read it. A
 * process is dead for sure if its socket refuses connections, and was made on this running kernel or lies on a local disk, which
 * no other kernel has in use: after a restart of the machine all its former processes are dead. When a process dies, everyone
 * who is connected to it is notified through {@link ChangeNotifier}, so it is enough to ask then. A process that is stopped, slow
 * or hung is not dead. Thread-safe.
 */
public interface ProcessLiveness {
    /**
     * Returns the id by which others know this process, opening its socket if need be.
     *
     * @return a text of at most 100 bytes, unique among all processes, or empty where there are no such sockets
     */
    Optional<String> ownId();

    /**
     * Tells whether a process is dead.
     *
     * @param processId what its {@link #ownId} returned
     * @return true if it is dead for sure; false if it lives or if that cannot be known (the system is not Linux, the file
     *     lies on a disk that another machine may share and the id is not of this boot, or its socket was swept away)
     */
    boolean isDead(String processId);
}
