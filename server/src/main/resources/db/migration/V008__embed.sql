-- A pass for one sync on a page of somebody else, minted by that page's back end and good for ten minutes.
create table embed_token (
    token_hash   bytea       primary key,
    workspace_id bigint      not null references workspace (id),
    sync_id      bigint      not null,
    person_id    bigint      not null references person (id),
    api_token_id text        references api_token (id),
    on_behalf    text,
    created_at   timestamptz not null,
    expires_at   timestamptz not null,
    foreign key (workspace_id, sync_id) references sync (workspace_id, id) on delete cascade
);

comment on column embed_token.person_id is 'Who minted it: it holds only as long as they may run syncs';
comment on column embed_token.on_behalf is 'Whom the page has before it, in the page''s own words';

create index embed_token_age on embed_token (expires_at);

alter table embed_token enable row level security;
create policy workspace_only on embed_token to tallystick_app using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
create policy every_workspace on embed_token to tallystick_system using (true) with check (true);
revoke all on embed_token from tallystick_app;
