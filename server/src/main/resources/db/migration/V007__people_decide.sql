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

alter table run add column round timestamptz;
comment on column run.round is 'The minute for which the schedule planned the run: all of one minute form a round';
create index run_of_round on run (workspace_id, round) where round is not null;

-- Syncs that were due and got no run.
create table round_skip (
    workspace_id bigint      not null references workspace (id),
    round        timestamptz not null,
    sync_id      bigint      not null references sync (id),
    reason       text        not null,
    primary key (workspace_id, round, sync_id)
);

-- Rounds whose summary is not written yet; a summary is written by whoever takes the row away.
create table round (
    workspace_id bigint      not null references workspace (id),
    minute       timestamptz not null,
    primary key (workspace_id, minute)
);

do $$
declare
    tenant_table text;
begin
    foreach tenant_table in array array['round_skip', 'round']
    loop
        execute format('alter table %I enable row level security', tenant_table);
        execute format('create policy workspace_only on %I to tallystick_app using (workspace_id = current_workspace()) with check (workspace_id = current_workspace())', tenant_table);
        execute format('create policy every_workspace on %I to tallystick_system using (true) with check (true)', tenant_table);
    end loop;
end
$$;
