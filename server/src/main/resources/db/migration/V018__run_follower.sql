-- Who waits for the end of a run: whoever started it, or pressed the button while it was under way. Each sees it off
-- for themselves.

create table run_follower (
    workspace_id bigint      not null references workspace (id),
    run_id       bigint      not null references run (id) on delete cascade,
    person_id    bigint      not null,
    since        timestamptz not null,
    seen_at      timestamptz,
    primary key (run_id, person_id)
);
create index run_follower_unseen on run_follower (person_id, run_id) where seen_at is null;

alter table run_follower enable row level security;
create policy workspace_only on run_follower to tallystick_app using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
create policy every_workspace on run_follower to tallystick_system using (true) with check (true);

-- Until now the first who looked saw a run off for everybody.
insert into run_follower (workspace_id, run_id, person_id, since, seen_at)
select workspace_id, id, actor_id, created_at, acknowledged_at
from run
where actor_id is not null and trigger in ('manual', 'retry', 'undo');

comment on column run.acknowledged_at is 'Put aside for everybody: discarded from the queue, or started with many others';
