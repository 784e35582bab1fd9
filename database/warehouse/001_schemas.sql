-- The layers of the warehouse that the platform writes itself. dbt makes `staging`,
-- `intermediate` and `ana`; replication will add `core`, `load` and `changes`.

create schema raw;
create schema market;
create schema quality;

comment on schema raw is 'What arrived from outside, untouched, so that it can be read again.';
comment on schema market is 'What the platform collects itself: egg prices, their zones, corrections and refusals.';
comment on schema quality is 'Results of checks over time and the incidents they opened.';
