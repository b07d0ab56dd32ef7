-- What people decide between runs: paused rows, older plans, and rounds of scheduled runs.

alter table row_pair add column paused_reason text;
alter table row_pair add column paused_by text;
alter table row_pair add column paused_at timestamptz;

alter table run add column approves bigint references run (id);
comment on column run.approves is 'The replaced run whose plan a person approved all the same: only its changes are applied';
-- One that failed wrote nothing it should not have, so it may be tried again.
create unique index run_approves_once on run (approves)
    where approves is not null and status not in ('failed', 'cancelled');

-- Both tables of a sync may have one name and one row id; and what an approved plan held is named when it is left out.
alter table approved_change drop constraint approved_change_pkey;
alter table approved_change add primary key (run_id, table_name, row_key, hash);
alter table approved_change add column step smallint;
alter table approved_change add column side text;
alter table approved_change add column kind text;
alter table approved_change add column before jsonb;
alter table approved_change add column after jsonb;
alter table approved_change add column reason text;
alter table approved_change add column pair_id bigint;
