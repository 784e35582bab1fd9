-- Verdicts over time, for whoever asks since when a check fails or how a month went.

-- Rows of results carry their SQL and samples, a kilobyte each; half a year of verdicts by check
-- is answered from the index alone.
create index idx_results_verdicts on quality.results (check_name, checked_at desc)
include (status, severity, rows_failing, run_id)
where status <> 'skipped';
