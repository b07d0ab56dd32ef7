-- Own kinds of skip, and syncs that one button starts one after the other.

alter table change add column skip_kind text;
comment on column change.skip_kind is 'What the sync calls rows that it leaves out for this reason; null for any other reason';
alter table run add column skips jsonb not null default '[]';
comment on column run.skips is 'How many of the skipped rows are of which kind of their own: [{"kind", "rows"}]';

create table sync_group (
    id              bigint generated always as identity primary key,
    workspace_id    bigint      not null references workspace (id),
    name            text        not null,
    title           text        not null,
    syncs           text[]      not null,
    stop_on_failure boolean     not null default false,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    removed_at      timestamptz,
    unique (workspace_id, name)
);

-- One press of a group's button. Where it stands is kept here and nowhere else, so any node can go on with it.
create table group_run (
    id           bigint generated always as identity primary key,
    workspace_id bigint      not null references workspace (id),
    group_id     bigint      not null references sync_group (id),
    status       text        not null check (status in ('running', 'succeeded', 'partial', 'failed', 'cancelled')),
    trigger      text        not null check (trigger in ('manual', 'api')),
    actor_id     bigint,
    actor        text,
    stop_on_failure boolean  not null,
    created_at   timestamptz not null,
    ended_at     timestamptz
);
-- One at a time, whatever the code above believes.
create unique index group_run_one_running on group_run (group_id) where status = 'running';
create index group_run_of_group on group_run (group_id, id desc);

create table group_run_step (
    group_run_id bigint      not null references group_run (id) on delete cascade,
    workspace_id bigint      not null references workspace (id),
    place        int         not null,
    sync         text        not null,
    run_id       bigint references run (id),
    left_out     text,
    primary key (group_run_id, place)
);
comment on column group_run_step.left_out is 'Why this sync got no run, as a sentence';

-- Which run each person's last press of a button led to: two people who press the same one never see each other's.
create table button_press (
    workspace_id bigint      not null references workspace (id),
    person_id    bigint      not null,
    kind         text        not null check (kind in ('sync', 'group')),
    name         text        not null,
    run_id       bigint references run (id) on delete cascade,
    group_run_id bigint references group_run (id) on delete cascade,
    at           timestamptz not null,
    primary key (workspace_id, person_id, kind, name)
);

do $$
declare
    tenant_table text;
begin
    foreach tenant_table in array array['sync_group', 'group_run', 'group_run_step', 'button_press']
    loop
        execute format('alter table %I enable row level security', tenant_table);
        execute format('create policy workspace_only on %I to tallystick_app using (workspace_id = current_workspace()) with check (workspace_id = current_workspace())', tenant_table);
        execute format('create policy every_workspace on %I to tallystick_system using (true) with check (true)', tenant_table);
    end loop;
end
$$;
