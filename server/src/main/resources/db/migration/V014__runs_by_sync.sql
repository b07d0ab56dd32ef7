-- Every question of a workspace's own role names the workspace (row-level security does it). Without it in the index,
-- and before the statistics know of many new runs, PostgreSQL read all runs of the workspace for each sync.
drop index run_of_sync;
create index run_of_sync on run (sync_id, workspace_id, id desc);
