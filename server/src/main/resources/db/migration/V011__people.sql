-- People in several workspaces, invitations, and how long a workspace keeps what happened.

-- An admin shows somebody out of their own workspace only; person.disabled_at shuts the whole instance to them.
alter table membership add column disabled_at timestamptz;

alter table sign_in_link drop constraint sign_in_link_kind_check;
alter table sign_in_link add constraint sign_in_link_kind_check check (kind in ('setup', 'once', 'password'));
comment on column sign_in_link.kind is 'setup makes the first admin, once signs somebody in, password lets somebody set a new one';

alter table api_token drop constraint api_token_scope_check;
alter table api_token add constraint api_token_scope_check check (scope in ('read', 'run', 'admin', 'owner'));
create index api_token_of_person on api_token (person_id);

-- Whoever can read the data directory, where their token lies, could read the data itself.
update person set instance_owner = true where service and name = 'scripts';

create table invitation (
    id           bigint generated always as identity primary key,
    workspace_id bigint      not null references workspace (id),
    token_hash   bytea       not null unique,
    email        text        not null,
    role         text        not null check (role in ('viewer', 'operator', 'admin')),
    invited_by   bigint      not null references person (id),
    created_at   timestamptz not null,
    expires_at   timestamptz not null,
    used_at      timestamptz
);

create index invitation_of_workspace on invitation (workspace_id, id desc);

alter table workspace add column history_days int not null default 365 check (history_days between 7 and 36500);
alter table workspace add column audit_days int not null default 1095 check (audit_days between 90 and 36500);
alter table workspace add column embed_origins text[] not null default '{}';

comment on column workspace.history_days is 'Runs that ended longer ago are forgotten, with their changes';
comment on column workspace.audit_days is 'Entries of the audit trail that are older are taken away, from the front of the chain only';
comment on column workspace.embed_origins is 'Pages that may show this workspace inside them';

-- Where a trail begins whose front was taken away: the last entry that went, under an HMAC of its own. Without this
-- row, an old entry that is gone is one that somebody removed.
create table audit_checkpoint (
    workspace_id bigint      primary key references workspace (id),
    seq          bigint      not null,
    hash         bytea       not null,
    mac          bytea       not null,
    at           timestamptz not null
);

create index audit_by_action on audit (workspace_id, action, seq);
create index audit_by_actor on audit (workspace_id, actor_id, seq);
create index audit_by_subject on audit (workspace_id, subject, seq);
-- What refers to a run is looked for when one is forgotten.
create index run_follow_up on run (follow_up_of) where follow_up_of is not null;
create index run_undoes on run (undoes) where undoes is not null;
create index run_approves on run (approves) where approves is not null;
create index change_undone on change (undone_by) where undone_by is not null;
create index batch_of_run on batch (run_id);
create index conflict_of_run on conflict (run_id);
create index run_ended on run (workspace_id, ended_at) where ended_at is not null;

-- The scheduler's role may take entries away, and only those that are old and that the checkpoint covers.
create function refuse_audit_delete() returns trigger
    language plpgsql as $$
begin
    if current_user = 'tallystick_system' and old.at < now() - interval '90 days'
        and exists (select 1 from audit_checkpoint c where c.workspace_id = old.workspace_id and c.seq >= old.seq)
    then
        return old;
    end if;
    raise exception 'The audit trail is insert-only' using errcode = 'insufficient_privilege';
end
$$;

drop trigger insert_only on audit;
create trigger insert_only before update on audit
    for each row execute function refuse_audit_change();
create trigger retention_only before delete on audit
    for each row execute function refuse_audit_delete();
create trigger kept before delete on audit_checkpoint
    for each row execute function refuse_audit_change();
create trigger never_emptied before truncate on audit_checkpoint
    for each statement execute function refuse_audit_change();

do $$
declare
    tenant_table text;
begin
    foreach tenant_table in array array['invitation', 'audit_checkpoint']
    loop
        execute format('alter table %I enable row level security', tenant_table);
        execute format('create policy workspace_only on %I to tallystick_app using (workspace_id = current_workspace()) with check (workspace_id = current_workspace())', tenant_table);
        execute format('create policy every_workspace on %I to tallystick_system using (true) with check (true)', tenant_table);
    end loop;
end
$$;

revoke all on invitation from tallystick_app;
revoke insert, update, delete, truncate on audit_checkpoint from tallystick_app;
revoke delete, truncate on audit_checkpoint from tallystick_system;
grant delete on audit to tallystick_system;
