-- Runs are looked for by why their rows failed and by when they were made, and a person keeps what they look for often.

create index change_in_trouble on change (run_id) where status in ('failed', 'held', 'uncertain');
create index run_made on run (workspace_id, created_at);

create table saved_view (
    id           bigint generated always as identity primary key,
    workspace_id bigint      not null references workspace (id),
    person_id    bigint      not null references person (id),
    screen       text        not null check (screen in ('runs')),
    name         text        not null,
    search       text        not null,
    created_at   timestamptz not null,
    unique (workspace_id, person_id, screen, name)
);
comment on column saved_view.search is 'The filter as it stands in the page''s address, behind the question mark';

alter table saved_view enable row level security;
create policy workspace_only on saved_view to tallystick_app using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
create policy every_workspace on saved_view to tallystick_system using (true) with check (true);
