-- Calls to upstreams: when they count, and how long nobody looked between a guard read and its write.

alter table upstream_budget add column going_on bigint[] not null default '{}';

comment on column upstream_budget.going_on is 'When calls were granted whose answers have not come, in microseconds since 1970, ascending';
comment on column upstream_budget.taken is 'By when the upstream must have counted calls, or when somebody who waits looks again, in microseconds since 1970, ascending; what no window can hold any more is dropped';

alter table run
    add column unguarded_windows    bigint not null default 0,
    add column unguarded_longest_ms bigint not null default 0,
    add column unguarded_met        bigint not null default 0;

comment on column run.unguarded_windows is 'Times between a look at rows and the answer to their write, in which an edit of somebody else can go unseen';
comment on column run.unguarded_met is 'Rows that others were seen to have changed or moved in such a time';
