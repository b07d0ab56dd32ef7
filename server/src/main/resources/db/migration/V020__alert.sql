-- What happened to syncs, what somebody must be told of it, and what was told to whom. And the days of each sync in
-- figures, which stay when their runs are forgotten.

-- Written in the transaction of the fact itself, taken away in the one that decides what to tell.
create table sync_fact (
    id           bigint generated always as identity primary key,
    workspace_id bigint      not null references workspace (id),
    sync_id      bigint      not null references sync (id) on delete cascade,
    run_id       bigint,
    kind         text        not null check (kind in ('ended', 'held', 'no_run', 'paused')),
    detail       text,
    at           timestamptz not null
);

create index sync_fact_of_sync on sync_fact (sync_id, id);

comment on column sync_fact.detail is 'Why a sync that was due got no run';

-- One alert is one trouble of one sync, from when it began until somebody knows that it is over.
create table alert (
    id           bigint generated always as identity primary key,
    workspace_id bigint      not null references workspace (id),
    sync_id      bigint      not null references sync (id) on delete cascade,
    cause        text        not null check (cause in ('failed', 'late', 'nothing_read', 'far_less', 'reconnect', 'held', 'paused')),
    opened_at    timestamptz not null,
    last_at      timestamptz not null,
    closed_at    timestamptz,
    times        int         not null,
    run_id       bigint,
    sentence     text        not null,
    usual        bigint,
    told         text        not null check (told in ('nothing', 'open', 'over')),
    told_at      timestamptz,
    settled      boolean     not null default false,
    closed_by    text,
    unique (workspace_id, id)
);

comment on column alert.usual is 'Rows that its runs used to read before they read far less';
comment on column alert.told is 'What has been put into a message: nothing, that it began, or that it is over';
comment on column alert.settled is 'Over, and nothing is left to tell';

create unique index alert_one_of_a_kind on alert (sync_id, cause) where not settled;
create index alert_of_workspace on alert (workspace_id, id desc);
create index alert_unsettled on alert (workspace_id) where not settled;
create index alert_told on alert (sync_id, cause, told_at);

create table alert_channel (
    id           bigint generated always as identity primary key,
    workspace_id bigint      not null references workspace (id),
    name         text        not null,
    kind         text        not null check (kind in ('webhook', 'email')),
    settings     jsonb       not null,
    has_key      boolean     not null,
    sealed       text,
    paused       boolean     not null default false,
    created_at   timestamptz not null,
    updated_at   timestamptz not null,
    unique (workspace_id, name),
    unique (workspace_id, id)
);

comment on column alert_channel.has_key is 'Its messages are signed, or it has a password';
comment on column alert_channel.sealed is 'The address and the signing key of a webhook, the password of a mail server';

-- The outbox. A message is sent until its receiver has taken it, so it may arrive twice: its id tells.
create table alert_message (
    id           uuid        primary key,
    number       bigint generated always as identity,
    workspace_id bigint      not null references workspace (id),
    channel_id   bigint      not null references alert_channel (id) on delete cascade,
    content      jsonb       not null,
    created_at   timestamptz not null,
    next_at      timestamptz,
    claimed_until timestamptz,
    attempts     int         not null default 0,
    sent_at      timestamptz,
    given_up_at  timestamptz,
    problem      text
);

create index alert_message_waiting on alert_message (channel_id, number) where next_at is not null;
create index alert_message_of_workspace on alert_message (workspace_id, number desc);

create table alert_silence (
    id           bigint generated always as identity primary key,
    workspace_id bigint      not null references workspace (id),
    sync_id      bigint      references sync (id) on delete cascade,
    until        timestamptz not null,
    by           text        not null,
    unique nulls not distinct (workspace_id, sync_id)
);

comment on column alert_silence.sync_id is 'Null silences every sync of the workspace';

-- When each sync will be late, as far as is known: looked at again in turn, since promises and schedules change.
create table alert_watch (
    sync_id      bigint primary key references sync (id) on delete cascade,
    workspace_id bigint      not null references workspace (id),
    late_at      timestamptz,
    promise_seconds bigint,
    looked_at    timestamptz not null
);

comment on column alert_watch.promise_seconds is 'How old its data may get; null while it promises nothing';

create index alert_watch_late on alert_watch (late_at) where late_at is not null;
create index alert_watch_oldest on alert_watch (looked_at);

create table sync_day (
    workspace_id bigint not null references workspace (id),
    sync_id      bigint not null references sync (id) on delete cascade,
    day          date   not null,
    succeeded    bigint not null default 0,
    partial      bigint not null default 0,
    failed       bigint not null default 0,
    cancelled    bigint not null default 0,
    millis       bigint not null default 0,
    longest_millis bigint not null default 0,
    rows_read    bigint not null default 0,
    created      bigint not null default 0,
    updated      bigint not null default 0,
    deleted      bigint not null default 0,
    rows_failed  bigint not null default 0,
    conflicts    bigint not null default 0,
    skipped      bigint not null default 0,
    primary key (sync_id, day)
);

comment on table sync_day is 'The runs of a sync that ended on a day in UTC, in figures; dry runs are none';

create index sync_day_of_workspace on sync_day (workspace_id, day);

-- Of both sides together.
create function counted(tally jsonb, tally_left jsonb, outcome text) returns bigint
    language sql immutable
    return coalesce((tally ->> outcome)::bigint, 0) + coalesce((tally_left ->> outcome)::bigint, 0);

insert into sync_day (workspace_id, sync_id, day, succeeded, partial, failed, cancelled, millis, longest_millis,
                      rows_read, created, updated, deleted, rows_failed, conflicts, skipped)
select workspace_id, sync_id, (ended_at at time zone 'UTC')::date,
       count(*) filter (where status = 'succeeded'), count(*) filter (where status = 'partial'),
       count(*) filter (where status = 'failed'), count(*) filter (where status = 'cancelled'),
       coalesce(sum(extract(epoch from ended_at - coalesce(started_at, ended_at)) * 1000), 0)::bigint,
       coalesce(max(extract(epoch from ended_at - coalesce(started_at, ended_at)) * 1000), 0)::bigint,
       sum(rows_read), sum(counted(tally, tally_left, 'created')), sum(counted(tally, tally_left, 'updated')),
       sum(counted(tally, tally_left, 'deleted')), sum(counted(tally, tally_left, 'failed')),
       sum(counted(tally, tally_left, 'conflict')), sum(counted(tally, tally_left, 'skipped'))
from run
where ended_at is not null and not dry_run and status in ('succeeded', 'partial', 'failed', 'cancelled')
group by 1, 2, 3;

-- Every sync is looked at soon after the start.
insert into alert_watch (sync_id, workspace_id, looked_at)
select id, workspace_id, '-infinity' from sync where removed_at is null;

do $$
declare
    tenant_table text;
begin
    foreach tenant_table in array array['sync_fact', 'alert', 'alert_channel', 'alert_message', 'alert_silence', 'alert_watch', 'sync_day']
    loop
        execute format('alter table %I enable row level security', tenant_table);
        execute format('create policy workspace_only on %I to tallystick_app using (workspace_id = current_workspace()) with check (workspace_id = current_workspace())', tenant_table);
        execute format('create policy every_workspace on %I to tallystick_system using (true) with check (true)', tenant_table);
    end loop;
end
$$;
