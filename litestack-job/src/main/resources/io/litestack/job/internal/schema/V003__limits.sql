-- Only jobs that take or want room of their limit: one that has ended leaves the index instead of moving in it.
DROP INDEX litejob_limited;
CREATE INDEX litejob_limited ON litejob_jobs (limit_key, state, tenant, priority DESC, id)
    WHERE limit_key IS NOT NULL AND state IN (1, 2, 6);
