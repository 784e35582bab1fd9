"""Makes the file that a change of the schema starts from, with what every table needs.

The names are held to the rules before anything is written; running the file is `migrate`.
"""

import re
from pathlib import Path
from string import Template

from database.catalog import Catalog, Module, Table
from database.catalog_reading import module_of
from database.dictionary import read_dictionary
from database.errors import PlatformError
from database.migration_records import Migration
from database.migrations import DOWN_SUFFIX, read_migrations
from database.schema_changes import MIGRATIONS, SCHEMA, is_frozen
from database.validation import validate

# From here on come functions, materialized views and old names, which read the tables.
FIRST_NUMBER_AFTER_TABLES = 800
LAST_NUMBER = 999
PREFIX = re.compile(r"[a-z]{3,4}_")
DECLARED_MODULE = re.compile(r"^select sys_declare_module\(\s*'(\w+)'", re.MULTILINE)
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")

TABLE = Template(
    """\
-- What these rows are for, in a sentence or two.

create table $name (
    id uuid not null default gen_random_uuid(),
    profile_id uuid not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_$name primary key (id),
    constraint fk_${name}_profile_id
    foreign key (profile_id) references profiles (id) on delete cascade
);

comment on table $name is
'What a row is, in a sentence. Grain: one word for a row.';
comment on column $name.profile_id is 'Whose it is.';

create index idx_${name}_profile_id on $name (profile_id);

select sys_touch_updated_at('$name');
"""
)
MODULE = Template(
    """\
-- A module: tables whose names start with $prefix.

select sys_declare_module(
    '$prefix', 'Name of the module',
    -- The team: core, business, community, communications, growth or data.
    'core',
    'What it is about, in a sentence.'
);
"""
)
DROP_MODULE = Template(
    """\
-- Takes back the module; its tables are gone by then.

delete from sys_modules where prefix = '$prefix';
"""
)
DROP_TABLE = Template(
    """\
-- Takes back the table, with its rows.

drop table $name;
"""
)
CHANGE = """\
-- What changes, and why. The file runs in one transaction.

"""
CHANGE_BACK = """\
-- Takes it back. Delete this file if that is not possible.

"""


class NewFileError(PlatformError):
    """A file cannot be made for that name."""


def create_table_file(
    name: str, *, schema: Path = SCHEMA, migrations: Path = MIGRATIONS
) -> list[Path]:
    """Make the file of a new table; from release 1.0 on it is a migration with its way back.

    Raises:
        NewFileError: The name breaks a rule, or there is such a table.
        DictionaryError: No dictionary is committed.
    """
    catalog = read_dictionary()
    files = [*read_migrations(schema), *read_migrations(migrations)]
    modules = _modules(catalog, files)
    _refuse_bad_name(catalog, modules, name)
    _refuse_second_file(files, name)
    text = TABLE.substitute(name=name)
    if is_frozen():
        return _write_pair(migrations, name, text, DROP_TABLE.substitute(name=name))
    file = schema / f"{_number_for(module_of(name, modules) or '', schema):03}_{name}.sql"
    file.write_text(text)
    return [file]


def create_module_file(
    prefix: str, *, schema: Path = SCHEMA, migrations: Path = MIGRATIONS
) -> list[Path]:
    """Make the file that declares a module; from release 1.0 on it is a migration.

    Raises:
        NewFileError: The prefix breaks a rule, or a module has it.
        DictionaryError: No dictionary is committed.
    """
    known = _modules(read_dictionary(), [*read_migrations(schema), *read_migrations(migrations)])
    if not PREFIX.fullmatch(prefix) or prefix in known:
        raise NewFileError(
            f"{prefix} cannot be the prefix of a new module",
            expected="three or four small letters and an underscore, such as flk_",
            found=f"the module {known[prefix].name}" if prefix in known else prefix,
            remedy="choose another prefix, or make a table of that module",
        )
    text = MODULE.substitute(prefix=prefix)
    if is_frozen():
        back = DROP_MODULE.substitute(prefix=prefix)
        return _write_pair(migrations, f"{prefix}module", text, back)
    file = schema / f"{_number_for(prefix, schema):03}_{prefix}module.sql"
    file.write_text(text)
    return [file]


def create_migration_files(name: str, *, migrations: Path = MIGRATIONS) -> list[Path]:
    """Make the two files of a change: the way there and the way back.

    Raises:
        NewFileError: The name is no name, or a change has it.
    """
    taken = {each.name[4:].removesuffix(".sql") for each in read_migrations(migrations)}
    if not NAME.fullmatch(name) or name in taken:
        raise NewFileError(
            f"{name} cannot be the name of a migration",
            expected="small letters, digits and single underscores, not used before",
            found=f"a migration {name}" if name in taken else name,
            remedy="say in the name what changes: add_reason_to_soc_blocked_users",
        )
    return _write_pair(migrations, name, CHANGE, CHANGE_BACK)


def _write_pair(folder: Path, name: str, there: str, back: str) -> list[Path]:
    numbers = [int(each.name[:3]) for each in read_migrations(folder)]
    stem = f"{max(numbers, default=0) + 1:03}_{name}"
    files = [folder / f"{stem}.sql", folder / f"{stem}{DOWN_SUFFIX}"]
    for file, text in zip(files, (there, back), strict=True):
        file.write_text(text)
    return files


def _modules(catalog: Catalog, files: list[Migration]) -> dict[str, Module]:
    """Return the modules of the dictionary, and those that files declare since it was written."""
    new = {prefix: each.name for each in files for prefix in DECLARED_MODULE.findall(each.sql)}
    return {
        prefix: Module(name=f"of {file}", owning_team="", description="")
        for prefix, file in new.items()
    } | dict(catalog.modules)


def _refuse_second_file(files: list[Migration], name: str) -> None:
    making = re.compile(rf"^create table {name} ", re.MULTILINE)
    for file in files:
        if making.search(file.sql):
            raise NewFileError(
                f"There is a file of {name}",
                expected="a new name",
                found=file.name,
                remedy="edit that file",
            )


def _refuse_bad_name(catalog: Catalog, modules: dict[str, Module], name: str) -> None:
    if name in catalog.tables or name in catalog.renames:
        owner = catalog.renames.get(name, name)
        raise NewFileError(
            f"There is a table {owner}",
            expected="a new name",
            found=f"{name} is an old name of it" if owner != name else "that name",
            remedy=f"see `poultryco db show {owner}`",
        )
    alone = Table(module=module_of(name, modules), columns={}, purpose="-", grain="-")
    broken = [
        f"{finding.rule.title} ({finding.rule.code}): {finding.detail}"
        for finding in validate(Catalog(modules=modules, tables={name: alone}))
        if finding.rule.code.startswith("N")
    ]
    if broken:
        raise NewFileError(
            f"{name} cannot be the name of a table",
            expected="<prefix>_<plural>, such as soc_post_reactions",
            found="; ".join(broken),
            remedy="choose another name; for a new module, `poultryco db create` its prefix first, "
            "such as flk_",
        )


def _number_for(prefix: str, folder: Path) -> int:
    """Return the first free number after the files of a module, so that what they make is there."""
    taken = {int(each.name[:3]): each.sql for each in read_migrations(folder)}
    before = [number for number in taken if number < FIRST_NUMBER_AFTER_TABLES]
    of_module = [
        number
        for number in before
        if re.search(rf"^create table {prefix}", taken[number], re.MULTILINE)
        or prefix in DECLARED_MODULE.findall(taken[number])
    ]
    first = max(of_module or before, default=0) + 1
    for number in range(first, LAST_NUMBER):
        if number not in taken:
            return number
    raise NewFileError(
        f"There is no free number in {folder}",
        expected=f"one from {first:03} to {LAST_NUMBER}",
        found="all taken",
        remedy="renumber the files of the schema",
    )
