-- What an attempt spent its time on, and the lines that a run wrote. Both go with their run.

alter table attempt add column anatomy jsonb;
comment on column attempt.anatomy is 'Lanes with spans in milliseconds since started_at: reading, planning, writing, what was waited for';

create table run_line (
    run_id       bigint not null references run (id) on delete cascade,
    workspace_id bigint not null references workspace (id),
    first        bigint not null,
    last         bigint not null,
    lines        jsonb  not null,
    primary key (run_id, first)
);
comment on table run_line is 'A chunk of the lines of a run: [[number, attempt, at, level, text]]';

alter table run_line enable row level security;
create policy workspace_only on run_line to tallystick_app using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
create policy every_workspace on run_line to tallystick_system using (true) with check (true);
