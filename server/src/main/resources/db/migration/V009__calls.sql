-- Calls to upstreams: when they count, and how long nobody looked between a guard read and its write.

alter table upstream_budget add column going_on bigint[] not null default '{}';

comment on column upstream_budget.going_on is 'When calls were granted whose answers have not come, in microseconds since 1970, ascending';
comment on column upstream_budget.taken is 'By when the upstream must have counted calls, or when somebody who waits looks again, in microseconds since 1970, ascending; what no window can hold any more is dropped';
