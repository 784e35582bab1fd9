-- Prefixes that are taken although no table of a module's own has them yet, or ever.

select sys_declare_module(
    'ai__', 'Assistants', 'data', 'Models and assistants; no tables yet. The strategy writes it with two underscores.'
);
select sys_declare_module(
    'sys_', 'Catalog', 'core', 'The schema''s record of its own declarations, and the functions that enforce them.'
);
