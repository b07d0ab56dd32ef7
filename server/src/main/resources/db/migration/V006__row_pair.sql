-- Syncs whose sides both have rows of their own: pairs with an id on each side, conflicts, and what such writes need.

create table row_pair (
    id                   bigint generated always as identity primary key,
    workspace_id         bigint  not null references workspace (id),
    sync_id              bigint  not null references sync (id),
    standing             text    not null default 'open'
                         check (standing in ('open', 'archived', 'left_only', 'right_only', 'paused', 'gone', 'closed')),
    dirty                boolean not null default true,
    left_id              text,
    right_id             text,
    left_base            jsonb,
    right_base           jsonb,
    left_seen            jsonb,
    right_seen           jsonb,
    left_hash            text,
    right_hash           text,
    left_key             text,
    right_key            text,
    left_changed_at      timestamptz,
    right_changed_at     timestamptz,
    left_place           text,
    right_place          text,
    left_missing_run     bigint,
    right_missing_run    bigint,
    left_missing_scope   text,
    right_missing_scope  text,
    left_gone            text,
    right_gone           text,
    left_away            boolean not null default false,
    right_away           boolean not null default false,
    left_absent_since    boolean not null default false,
    right_absent_since   boolean not null default false,
    left_refused         text,
    right_refused        text,
    left_refused_reason  text,
    right_refused_reason text,
    paused_from          text,
    unique (workspace_id, sync_id, left_id),
    unique (workspace_id, sync_id, right_id)
);

comment on table row_pair is 'The lasting tie of a left row and a right row; one id is null while the row is alone';
comment on column row_pair.dirty is 'Both sides may not agree: it is planned in each run until they do';
comment on column row_pair.left_base is 'The mapped left values when both sides last agreed, by field; a field that is not in it never agreed';
comment on column row_pair.left_seen is 'The left values as last seen, of the fields that the sync uses';
comment on column row_pair.left_hash is 'Of the left values as last seen: equal means that a listing brought nothing new';
comment on column row_pair.left_key is 'Of the match key as last seen, in the right side''s terms; null when it is empty';
comment on column row_pair.left_place is 'Where a row stands that has no id of its own yet; left_id is the one it will get';
comment on column row_pair.left_missing_run is 'The first complete listing that lacked the left row';
comment on column row_pair.left_gone is 'How it was proved that the left row was deleted';
comment on column row_pair.left_away is 'The left row is there, but outside the filter or view';
comment on column row_pair.left_absent_since is 'A complete listing begun after the delete lacked the row, so one that has it is news';
comment on column row_pair.left_refused is 'Of the write that the left side refused, its table''s shape included: not tried again as it is';
comment on column row_pair.paused_from is 'How the pair stood when a person paused it';

create index row_pair_dirty on row_pair (sync_id, id) where dirty;
create index row_pair_left_key on row_pair (sync_id, left_key) where left_key is not null;
create index row_pair_right_key on row_pair (sync_id, right_key) where right_key is not null;

create table conflict (
    id           bigint generated always as identity primary key,
    workspace_id bigint      not null references workspace (id),
    sync_id      bigint      not null references sync (id),
    pair_id      bigint      not null references row_pair (id) on delete cascade,
    run_id       bigint      not null references run (id),
    left_field   text        not null,
    right_field  text        not null,
    left_value   jsonb       not null,
    right_value  jsonb       not null,
    left_base    jsonb       not null,
    right_base   jsonb       not null,
    policy       text        not null check (policy in ('manual', 'left', 'right', 'union', 'newest')),
    winner       text        check (winner in ('left', 'right', 'union', 'other')),
    decided      text        check (decided in ('left', 'right', 'other')),
    decided_value jsonb,
    decided_by   text,
    sentence     text        not null,
    opened_at    timestamptz not null,
    settled_at   timestamptz
);

comment on table conflict is 'Both sides changed one field to different values; the loser stays readable here for good';
comment on column conflict.decided is 'What a person said; it counts while both sides still say what the person saw';
comment on column conflict.settled_at is 'When one value won, or both sides became equal; null while the field is frozen';

create unique index conflict_open on conflict (pair_id, right_field) where settled_at is null;
create index conflict_of_sync on conflict (sync_id, id desc);

alter table change add column pair_id bigint;
alter table change add column standing text;
alter table change add column known jsonb;
alter table change add column in_plan boolean not null default false;
alter table change add column row_id text;
alter table change add column undone_by bigint references run (id);
create index change_of_pair on change (pair_id, id desc) where pair_id is not null;
create index change_of_plan on change (run_id, id) where in_plan;

comment on column change.known is 'All that the planner knew of the pair: planned again from it, the same change comes out';
comment on column change.in_plan is 'Part of the plan whose hash the run carries';
comment on column change.row_id is 'The id that a created row was given';
comment on column change.step is '-2 repairs, -1 ids of typed rows, 0 rows that others need, 1 rows, 2 deletes';

alter table batch alter column table_sync drop not null;
alter table batch add column table_identity text;
alter table batch add column side text check (side in ('left', 'right'));
alter table batch add column kept text;
alter table batch add column match_field text;
create index batch_open_table on batch (workspace_id, table_identity) where status = 'open' and table_identity is not null;

comment on column batch.kept is 'What the table needs to find out what became of the write';

alter table run add column tally_left jsonb;
alter table change drop constraint change_status_check;
alter table change add constraint change_status_check check (status in
    ('planned', 'intended', 'done', 'failed', 'skipped', 'held', 'conflict', 'uncertain', 'superseded'));

alter table run add column rows_unchanged_left bigint;
alter table run add column left_title text;
alter table run add column right_title text;
alter table run add column planned_with jsonb;
alter table run add column undoes bigint references run (id);
alter table run add column undo_choice text check (undo_choice in ('accept', 'across', 'pause'));
alter table run add column undo_row text;

comment on column run.rows_unchanged_left is 'Null for a sync that only has rows on the right side';
comment on column run.undoes is 'The run whose changes this one takes back';
comment on column run.undo_choice is 'What the difference to the other side means afterwards: accepted until someone edits, sent across, or the row is paused';
comment on column run.undo_row is 'Only this row is taken back; null for the whole run';
comment on column run.planned_with is 'Mapping, policies and names that the plan was made with';

alter table sync_state add column left_cursor text;
alter table sync_state add column right_cursor text;
alter table sync_state add column left_full_at timestamptz;
alter table sync_state add column right_full_at timestamptz;
alter table sync_state add column left_remembered text;
alter table sync_state add column right_remembered text;
alter table sync_state add column names_hash text;
alter table sync_state add column meeting jsonb;
alter table sync_state add column met boolean not null default false;

comment on column sync_state.meeting is 'What a person chose for the first match of two filled sides';
comment on column sync_state.met is 'The first match is behind us';

do $$
declare
    tenant_table text;
begin
    foreach tenant_table in array array['row_pair', 'conflict']
    loop
        execute format('alter table %I enable row level security', tenant_table);
        execute format('create policy workspace_only on %I to tallystick_app using (workspace_id = current_workspace()) with check (workspace_id = current_workspace())', tenant_table);
        execute format('create policy every_workspace on %I to tallystick_system using (true) with check (true)', tenant_table);
    end loop;
end
$$;
