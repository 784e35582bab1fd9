"""Rows of the operational schema for tests: people, and what they have, write and do.

A `Community` works on one connection, whose transaction the test's fixture undoes. Everything
that no test speaks of gets a value that passes.
"""

from itertools import count
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg.sql import SQL, Identifier, Placeholder

numbers = count(1)


class Community:
    """A way to write rows in few words and to ask for figures."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection

    def add(self, table: str, returning: str | None = "id", /, **columns: object) -> Any:
        """Insert a row; return one of its columns."""
        statement = SQL("insert into {} ({}) values ({})").format(
            Identifier(table),
            SQL(", ").join(map(Identifier, columns)),
            SQL(", ").join(map(Placeholder, columns)),
        )
        if returning is None:
            self.connection.execute(statement, columns)
            return None
        statement += SQL(" returning {}").format(Identifier(returning))
        row = self.connection.execute(statement, columns).fetchone()
        assert row
        return row[0]

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Return what a query finds."""
        return self.connection.execute(query.encode(), values).fetchall()

    def value(self, query: str, *values: object) -> Any:
        """Return the one value that a query finds."""
        [(value,)] = self.rows(query, *values)
        return value

    def record(self, query: str, *values: object) -> dict[str, Any]:
        """Return the one row that a query finds, by names of columns."""
        cursor = self.connection.execute(query.encode(), values)
        [row] = cursor.fetchall()
        assert cursor.description
        return dict(zip([column.name for column in cursor.description], row, strict=True))

    def run(self, statement: str, *values: object) -> int:
        """Run a statement; return how many rows it met."""
        return self.connection.execute(statement.encode(), values).rowcount

    def person(self, full_name: str = "Somebody", /, **columns: object) -> UUID:
        """Add an account with its profile, public and without anything else."""
        number = next(numbers)
        account = self.add("auth_users", email=f"person{number}@example.org")
        defaults = {
            "full_name": full_name,
            "location_state": "Goa",
            "phone": f"+9190000{number:05}",
            "email": f"person{number}@example.org",
        }
        person: UUID = self.add("profiles", id=account, **{**defaults, **columns})
        return person

    def people(self, number: int) -> list[UUID]:
        """Add some people."""
        return [self.person(f"Person {each}") for each in range(number)]

    def business(self, owner: UUID, **columns: object) -> UUID:
        """Add a business of a person."""
        business: UUID = self.add(
            "biz_profiles", **{"business_name": "Hen House", "owner_id": owner, **columns}
        )
        return business

    def post(self, author: UUID, content: str = "Words", **columns: object) -> UUID:
        """Add a post of a person, public and made now."""
        post: UUID = self.add(
            "soc_posts",
            **{"author_type": "individual", "author_id": author, "content": content, **columns},
        )
        return post

    def join(self, one: UUID, other: UUID, status: str = "accepted") -> UUID:
        """Connect two people."""
        first, second = sorted((one, other))
        connection: UUID = self.add(
            "soc_connections",
            profile_id_1=first,
            profile_id_2=second,
            requested_by=one,
            status=status,
        )
        return connection

    def follow(self, follower: UUID, followed: UUID, kind: str = "individual") -> None:
        """Let a person follow a person, business or organization."""
        self.add(
            "soc_follows",
            follower_type="individual",
            follower_id=follower,
            following_type=kind,
            following_id=followed,
        )

    def block(self, blocker: UUID, blocked: UUID) -> None:
        """Let a person block another."""
        self.add("soc_blocked_users", blocker_id=blocker, blocked_id=blocked)

    def like(self, post: UUID, *people: UUID) -> None:
        """Let people like a post."""
        for person in people:
            self.add("soc_post_likes", post_id=post, profile_id=person)

    def skill(self, person: UUID) -> UUID:
        """Give a person a skill nobody else has."""
        name = f"skill-{uuid4().hex[:8]}"
        skill: UUID = self.add(
            "usr_profile_skills",
            profile_id=person,
            skill_id=self.add("ref_skills", name=name, slug=name),
        )
        return skill

    def job(self, person: UUID, start: str, end: str | None, **columns: object) -> UUID:
        """Give a person a job in the past or, without an end, the present one."""
        return self.add(  # type: ignore[no-any-return]
            "usr_experiences",
            profile_id=person,
            company_name="Farm",
            title="Keeper",
            start_date=start,
            end_date=end,
            **{"is_current": end is None, **columns},
        )
