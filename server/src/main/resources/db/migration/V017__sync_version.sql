-- Each definition that a sync has had, by its revision: who saved it, when, and from where.

create table sync_version (
    sync_id       bigint      not null references sync (id) on delete cascade,
    workspace_id  bigint      not null references workspace (id),
    number        int         not null,
    definition    jsonb       not null,
    at            timestamptz not null,
    actor_id      bigint,
    actor         text        not null,
    origin        text        not null check (origin in ('page', 'api', 'file')),
    restored_from int,
    primary key (sync_id, number)
);
comment on column sync_version.restored_from is 'It says again what this earlier version said';

alter table sync_version enable row level security;
create policy workspace_only on sync_version to tallystick_app using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
create policy every_workspace on sync_version to tallystick_system using (true) with check (true);

-- Who saved what is in force now was not kept here; the audit trail knows.
insert into sync_version (sync_id, workspace_id, number, definition, at, actor, origin)
select id, workspace_id, revision, definition, updated_at, 'see the audit trail', case when from_page then 'page' else 'file' end
from sync;
