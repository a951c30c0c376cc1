package io.litestack.job;

import java.util.Collection;

/**
 * Names the types of jobs of an application for tools that do not run it, such as {@link JobFile#main}, which tries before a
 * deployment whether the jobs that wait fit the new types. An implementation is a service ({@link
 * java.util.ServiceLoader}) with a public constructor that has no parameters.
 */
public interface JobTypes {
    /**
     * Returns the types.
     *
     * @return all types that the application has handlers for
     */
    Collection<JobType<?>> types();
}
