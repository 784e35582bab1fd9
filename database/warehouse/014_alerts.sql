-- Incidents have owners, and what people are to be told waits until it is delivered.

alter table quality.incidents add column owner text not null default '';

comment on column quality.incidents.owner is 'The team that is told; empty for a step of a job.';

create table quality.alerts (
    alert_id bigint generated always as identity primary key,
    channel text not null,
    message text not null,
    made_at timestamptz not null default now(),
    attempts integer not null default 0,
    delivered_at timestamptz
);

create index idx_alerts_waiting on quality.alerts (channel, alert_id) where delivered_at is null;

comment on table quality.alerts is
'Messages to people, and which of them wait for a channel that was away. Grain: message and channel; kept for 90 days.';
comment on column quality.alerts.channel is 'Checksum of the channel: its address is a secret.';
