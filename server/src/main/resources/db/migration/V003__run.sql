-- Runs, what they plan and write, and what each pair last agreed on.

create table run (
    id             bigint generated always as identity primary key,
    workspace_id   bigint      not null references workspace (id),
    sync_id        bigint      not null references sync (id),
    trigger        text        not null check (trigger in ('schedule', 'manual', 'api', 'webhook', 'retry', 'undo')),
    dry_run        boolean     not null default false,
    full_listing   boolean     not null default false,
    forced         boolean     not null default false,
    rehearsal      boolean     not null default false,
    actor_id       bigint,
    actor          text,
    status         text        not null check (status in ('pending', 'running', 'held', 'succeeded', 'partial', 'failed', 'cancelled')),
    phase          text        check (phase in ('observe', 'plan', 'apply')),
    created_at     timestamptz not null,
    started_at     timestamptz,
    began_reading  boolean     not null default false,
    ended_at       timestamptz,
    next_attempt_at timestamptz,
    cancel_requested boolean   not null default false,
    held_reason    text,
    held_detail    text,
    problem_code   text,
    problem        text,
    plan_hash      text,
    plan_changes   bigint      not null default 0,
    approved       boolean     not null default false,
    approved_by    text,
    rows_read      bigint      not null default 0,
    rows_planned   bigint      not null default 0,
    rows_applied   bigint      not null default 0,
    rows_unchanged bigint      not null default 0,
    tally          jsonb,
    related        jsonb       not null default '[]',
    follow_up_of   bigint references run (id),
    acknowledged_at timestamptz,
    unique (workspace_id, id)
);

comment on column run.forced is 'Past a pause, with a full listing, and rows that failed for good are tried again';
comment on column run.approved is 'A person approved plan_hash; only changes that were in that plan are applied';

create index run_of_sync on run (sync_id, id desc);
create index run_of_workspace on run (workspace_id, id desc);
create index run_open on run (sync_id) where status in ('pending', 'running', 'held');
-- Never two runs of one sync at once, whatever the code above believes.
create unique index run_one_running on run (sync_id) where status = 'running';

create table attempt (
    run_id       bigint      not null references run (id) on delete cascade,
    workspace_id bigint      not null references workspace (id),
    number       int         not null,
    node         text        not null,
    epoch        bigint      not null,
    started_at   timestamptz not null,
    ended_at     timestamptz,
    outcome      text check (outcome in ('finished', 'failed', 'released', 'died', 'cancelled', 'held')),
    problem_code text,
    problem      text,
    primary key (run_id, number)
);

-- Who may commit for a sync, or write to a table. Expiry is judged by the database's clock alone.
create table lease (
    name         text        primary key,
    workspace_id bigint      not null references workspace (id),
    run_id       bigint      not null,
    epoch        bigint      not null,
    node         text        not null,
    expires_at   timestamptz not null
);

create table pair (
    id             bigint generated always as identity primary key,
    workspace_id   bigint  not null references workspace (id),
    sync_id        bigint  not null references sync (id),
    key            text    not null,
    state          text    not null check (state in ('open', 'archived', 'gone', 'closed')),
    left_base      jsonb,
    right_base     jsonb,
    seen_left      jsonb,
    failed_hash    text,
    failed_reason  text,
    missing_run    bigint,
    missing_scope  text,
    absent_since_gone boolean not null default false,
    unique (workspace_id, sync_id, key)
);

comment on column pair.left_base is 'The mapped left values when both sides last agreed; null while they never have';
comment on column pair.seen_left is 'The left values as last seen, kept while the row failed, is held or waits';
comment on column pair.failed_hash is 'Of the left value, the mapping and the target table when the row failed for good';
comment on column pair.missing_run is 'The first complete listing that lacked the left row';

create index pair_waiting on pair (sync_id) where seen_left is not null;
create index pair_missing on pair (sync_id) where missing_run is not null;

create table change (
    id           bigint generated always as identity primary key,
    workspace_id bigint      not null references workspace (id),
    run_id       bigint      not null references run (id),
    sync_id      bigint      not null references sync (id),
    attempt      int         not null,
    step         smallint    not null,
    side         text        not null check (side in ('left', 'right')),
    table_name   text        not null,
    row_key      text        not null,
    kind         text        not null check (kind in ('create', 'update', 'delete')),
    status       text        not null check (status in ('planned', 'intended', 'done', 'failed', 'skipped', 'uncertain', 'superseded')),
    before       jsonb       not null,
    after        jsonb       not null,
    base_left    jsonb,
    base_right   jsonb,
    archives     boolean     not null default false,
    placeholder  boolean     not null default false,
    hash         text        not null,
    reason       text        not null,
    problem      text,
    batch_id     text,
    at           timestamptz not null
);

comment on table change is 'The journal of every change, and the spool from which a plan is applied';
comment on column change.step is '0 rows that others need, 1 rows, 2 deletes';

create index change_to_apply on change (run_id, step, id) where status in ('planned', 'intended');
create index change_of_run on change (run_id, id);
create index change_of_row on change (sync_id, row_key, id desc);
create index change_of_batch on change (batch_id) where batch_id is not null;

-- The hashes of an approved plan, for the comparison with the plan that is made again at approval.
create table approved_change (
    run_id       bigint not null references run (id) on delete cascade,
    workspace_id bigint not null references workspace (id),
    table_name   text   not null,
    row_key      text   not null,
    hash         text   not null,
    primary key (run_id, table_name, row_key)
);

-- A write that was intended: committed before the call, settled with its answer or by a probe.
create table batch (
    id           text        primary key,
    workspace_id bigint      not null references workspace (id),
    run_id       bigint      not null references run (id),
    sync_id      bigint      not null references sync (id),
    table_sync   bigint      not null references sync (id),
    epoch        bigint      not null,
    payload_hash text        not null,
    status       text        not null check (status in ('open', 'landed', 'absent')),
    created_at   timestamptz not null,
    settled_at   timestamptz
);

comment on column batch.table_sync is 'The sync whose right table is written: another one when its row was needed';

create index batch_open on batch (sync_id) where status = 'open';

-- What a sync knows between runs.
create table sync_state (
    sync_id           bigint primary key references sync (id),
    workspace_id      bigint      not null references workspace (id),
    cursor            text,
    scope             text,
    full_listed_at    timestamptz,
    confirmed_at      timestamptz,
    last_written_at   timestamptz,
    mapped_fields     jsonb       not null default '{}',
    target_fingerprint text,
    right_rows        bigint
);

comment on column sync_state.mapped_fields is 'Fingerprint of each field mapping that every pair has been planned with';
comment on column sync_state.confirmed_at is 'When the listing began that last found every row in agreement or said why not';

-- Names this installation in what it leaves at others' (fences, batch markers): two may write one database.
create table installation (
    id uuid primary key default gen_random_uuid()
);
insert into installation default values;

create table event (
    id           bigint generated always as identity primary key,
    workspace_id bigint      not null references workspace (id),
    kind         text        not null check (kind in ('run', 'sync')),
    subject      bigint      not null,
    at           timestamptz not null
);

create index event_of_workspace on event (workspace_id, id);

-- The first answer to a request with an idempotency key; null while it is being worked out.
create table answer (
    workspace_id bigint      not null references workspace (id),
    person_id    bigint      not null,
    key          text        not null,
    request      text        not null,
    answer       jsonb,
    at           timestamptz not null,
    primary key (workspace_id, person_id, key)
);

do $$
declare
    tenant_table text;
begin
    foreach tenant_table in array array['run', 'attempt', 'lease', 'pair', 'change', 'approved_change', 'batch', 'sync_state', 'event', 'answer']
    loop
        execute format('alter table %I enable row level security', tenant_table);
        execute format('create policy workspace_only on %I to tallystick_app using (workspace_id = current_workspace()) with check (workspace_id = current_workspace())', tenant_table);
        execute format('create policy every_workspace on %I to tallystick_system using (true) with check (true)', tenant_table);
    end loop;
end
$$;
