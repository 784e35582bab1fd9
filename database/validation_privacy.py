"""Rules about what tells of people and what is secret."""

import re

from database.catalog import Catalog, Column
from database.validation_rules import Found, rule

# What is obviously of a person, by its name and type. Less obvious columns are tagged by hand.
PERSONAL = re.compile(
    r"(.*_)?(first_name|last_name|full_name|contact_name|person_name|"
    r"(e?mail|email_address)|phone|mobile|whatsapp|(phone|mobile|whatsapp)_number|"
    r"address|address_line_?\d?|postal_address|street|pincode|"
    r"date_of_birth|birth_date|ip_address|user_agent|device_id|gender)"
)
SECRET = re.compile(r"(.*_)?(password|password_hash|secret|token|api_key|private_key|.*_encrypted)")
TEXTS = {"text", "text[]", "inet", "date", "jsonb"}
# Modules whose e-mail addresses, templates and settings are the platform's own.
OWN_WORDS = re.compile(r"(meta|template|subject|sender|reply_to|from|full|venue|support)_.*")


@rule(
    "P01",
    "A column that obviously tells of a person is tagged @pii",
    remedy="write @pii into the comment of the column",
)
def personal_columns_are_tagged(catalog: Catalog) -> Found:
    """Find such columns without a tag."""
    for name, table in catalog.tables.items():
        for column_name, column in table.columns.items():
            if _is_personal(column_name, column) and not column.tags:
                yield name, column_name


@rule(
    "P02",
    "A column that obviously holds a secret is tagged @secret",
    remedy="write @secret into the comment of the column",
)
def secret_columns_are_tagged(catalog: Catalog) -> Found:
    """Find such columns without the tag."""
    for name, table in catalog.tables.items():
        for column_name, column in table.columns.items():
            if SECRET.fullmatch(column_name) and column.type in TEXTS and not column.is_secret:
                yield name, column_name


@rule(
    "P03",
    "Full text over personal columns is personal itself",
    remedy="write @pii into the comment of the generated column",
)
def computed_from_personal_is_personal(catalog: Catalog) -> Found:
    """Find generated columns that repeat tagged ones and are not tagged."""
    for name, table in catalog.tables.items():
        personal = [each for each, column in table.columns.items() if column.tags]
        for column_name, column in table.columns.items():
            words = set(re.findall(r"\w+", column.generated or ""))
            if words.intersection(personal) and not column.tags and column.type == "tsvector":
                yield name, f"{column_name} repeats {', '.join(sorted(words & set(personal)))}"


def _is_personal(name: str, column: Column) -> bool:
    if column.type not in TEXTS or column.allowed or OWN_WORDS.fullmatch(name):
        return False
    return PERSONAL.fullmatch(name) is not None
