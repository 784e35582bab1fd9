"""The pure parts of the quality report: what fails since when, trends, pictures, files to send."""

import csv
import io
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from database.catalog import (
    Catalog,
    Column,
    ForeignKey,
    Module,
    OnTargetDelete,
    PolymorphicReference,
    Table,
)
from database.dictionary import read_dictionary
from expectations.rules import Rule
from reporting.quality.books import books, marked
from reporting.quality.erd import Box, diagram, references_of
from reporting.quality.health import Modules, by_module, by_owner, headline
from reporting.quality.owners import HEADER, owner_csv
from reporting.quality.report import quality_pages
from reporting.quality.rows import History, ModelBuild, Replica, Replication, Snapshot
from reporting.quality.summary import markdown, summary_of
from reporting.quality.trends import check_trends, days_of_checks, days_until, share_trends
from reporting.quality.view import build_rows, context_of, failures, replica_rows
from reporting.results import Check
from tests.quality_checks import EVIL, NOW, check, rule

TODAY = date(2026, 4, 8)
CATALOG = read_dictionary()
MODULES = Modules(CATALOG)


def snapshot(*checks: Check, **others: Any) -> Snapshot:
    known: dict[str, Any] = {
        "checks": list(checks),
        "histories": [],
        "last_day": TODAY,
        "replicas": [],
        "replication": None,
        "builds": [],
        "reading": None,
        "coverage": [],
    }
    return Snapshot(**(known | others))


def rules_of(*checks: Check) -> dict[str, Rule]:
    return {each.check_name: rule(each.check_name) for each in checks}


@pytest.mark.parametrize(
    ("status", "previous", "is_new", "is_recovered"),
    [
        ("failed", "passed", True, False),
        ("failed", None, True, False),
        ("failed", "failed", False, False),
        ("errored", "failed", False, False),
        ("passed", "errored", False, True),
        ("passed", "passed", False, False),
        ("passed", None, False, False),
    ],
)
def test_new_and_recovered_are_against_the_verdict_before(
    status: str, previous: str | None, is_new: bool, is_recovered: bool
) -> None:
    found = check("one", status, previous_status=previous)
    assert (found.is_newly_failing, found.is_recovered) == (is_new, is_recovered)


def test_errors_come_first_then_new_ones_then_the_oldest() -> None:
    week, month = NOW - timedelta(days=7), NOW - timedelta(days=30)
    checks = [
        check("warned", severity="warning", previous_status="passed"),
        check("week", previous_status="failed", failing_since=week),
        check("month", previous_status="failed", failing_since=month),
        check("new", previous_status="passed", failing_since=NOW),
        check("holds", "passed"),
    ]
    found = failures(checks, rules_of(*checks), MODULES)
    assert [each.check.check_name for each in found] == ["new", "month", "week", "warned"]
    assert [each.since for each in found] == [NOW, month, week, NOW]


def test_a_failure_tells_what_to_do_and_the_keys_of_its_rows() -> None:
    failing = check("one", samples=[{"likes_count": 7, "id": "a"}, {"likes_count": 8, "id": "b"}])
    (found,) = failures([failing], rules_of(failing), MODULES)
    assert (found.remedy, found.asserts) == ("Count again.", "Every post has `likes_count` likes.")
    assert found.sample_keys == ["id = a", "id = b"]
    assert (found.module_key, found.module) == ("soc", "Social network")


def test_what_no_rule_tells_is_told_by_the_tool() -> None:
    differs = check("soc_posts_equals_its_source", tool="reconciliation", module="")
    (found,) = failures([differs], {}, MODULES)
    assert "replication" in found.remedy
    assert found.module_key == "soc"


def test_a_check_that_no_suite_asks_any_more_is_not_shown() -> None:
    kept, dropped = check("kept", "passed"), check("dropped")
    context = context_of(snapshot(kept, dropped), rules_of(kept), MODULES)
    assert context["checks"] == [kept]
    assert context["failures"] == []


def test_what_was_skipped_after_a_failure_still_fails_and_counts_as_skipped() -> None:
    waiting = check("one", skipped_at=NOW + timedelta(hours=1), skipped_because="not replicated")
    context = context_of(snapshot(waiting), rules_of(waiting), MODULES)
    assert [each.check for each in context["failures"]] == [waiting]
    assert context["counts"] == {"skipped": 1}
    assert context["checked_at"] == NOW + timedelta(hours=1)


def test_health_counts_the_newest_result_by_module_and_by_owner() -> None:
    checks = [
        check("a"),
        check("b", severity="warning"),
        check("c", "passed"),
        check("d", "passed", module="", schema_name="ana", owner="growth"),
        check("e", "skipped", module="job", owner="business"),
    ]
    modules = by_module(checks, MODULES)
    assert [(group.key, group.title, group.state) for group in modules] == [
        ("soc", "Social network", "error"),
        ("ana", "Analytics", "passed"),
        ("job", "Jobs", "skipped"),
    ]
    assert modules[0].counts == Counter({"error": 1, "warning": 1, "passed": 1})
    owners = by_owner(checks)
    assert [group.key for group in owners] == ["community", "business", "growth"]
    assert sum(group.counts.total() for group in owners) == len(checks)


@pytest.mark.parametrize(
    ("checks", "said"),
    [
        ([], "No check has run yet."),
        ([check("a", "skipped")], "No check could be asked; 1 was skipped."),
        ([check("a", "passed")], "The one check that could be asked holds."),
        (
            [check("a", "passed"), check("b", "passed"), check("c", "skipped")],
            "All 2 checks that could be asked hold; 1 was skipped.",
        ),
        (
            [check("a", failing_since=NOW - timedelta(days=5)), check("b", "passed")],
            "1 of 2 checks fails: 1 error in Social network, since 3 Apr 2026.",
        ),
        (
            [
                check("a"),
                check("b", module="job", severity="warning", failing_since=NOW.replace(year=2025)),
            ],
            (
                "2 of 2 checks fail: 1 error and 1 warning in Social network and Jobs,"
                " the oldest error since 8 Apr 2026."
            ),
        ),
        (
            [check(each, module=each, severity="warning") for each in ("soc", "job", "evt")],
            "3 of 3 checks fail: 3 warnings in 3 modules, the oldest since 8 Apr 2026.",
        ),
    ],
)
def test_the_headline_says_it_in_a_sentence(checks: list[Check], said: str) -> None:
    assert headline(checks, by_module(checks, MODULES)) == said


def test_trends_are_of_checks_that_failed_or_that_rows_broke_on_any_day() -> None:
    days = days_until(TODAY - timedelta(days=3), TODAY)
    checks = [check("now"), *(check(each, "passed") for each in ("tolerated", "once", "never"))]
    histories = [
        History("never", days, [False] * 4, [0] * 4),
        History("tolerated", days, [False] * 4, [0, 3, None, 1]),
        History("once", [days[0], days[3]], [True, False], [5, 0]),
        History("now", days, [False, False, True, True], [0, 0, 1, 2]),
        History("of_a_check_that_is_gone", days, [True] * 4, [1] * 4),
    ]
    now, once, tolerated = check_trends(checks, days_of_checks(histories, days))
    assert (now.check.check_name, now.days.bad_count, now.days.known_count) == ("now", 2, 4)
    assert (now.days.most_rows, now.days.last_bad_day) == (2, TODAY)
    assert set(now.days.boxes) == {"good", "bad"}
    assert (once.check.check_name, once.days.last_bad_day) == ("once", days[0])
    assert once.line is not None
    assert once.line.path.count("M") == 2
    assert (tolerated.check.check_name, tolerated.days.bad_count) == ("tolerated", 0)
    assert (tolerated.days.broken_count, tolerated.days.most_rows) == (2, 3)
    assert tolerated.line is not None


def test_the_days_of_a_check_are_a_strip_of_boxes_and_words() -> None:
    days = days_until(TODAY - timedelta(days=89), TODAY)
    went = days_of_checks(
        [
            History("held", days, [False] * 90, [0] * 90),
            History("uncounted", days, [False] * 90, [None] * 90),
            History("broken", days[:2], [False, False], [0, 4]),
            History("failed", days[1:4], [True, True, False], [4, None, 4]),
        ],
        days,
    )
    # A check that held every day is one path of one box, whatever the number of days.
    for name in ("held", "uncounted"):
        assert went[name].boxes == {"good": "M0.0 0h90.0v1h-90.0z"}
        assert (went[name].said, went[name].is_eventful) == ("Held on 90 of 90 days", False)
    assert went["broken"].boxes == {"good": "M0.0 0h1.0v1h-1.0z", "some": "M1.0 0h1.0v1h-1.0z"}
    assert went["broken"].said == "Held; rows broke it on 1 of 2 days"
    assert went["failed"].boxes == {"bad": "M1.0 0h2.0v1h-2.0z", "some": "M3.0 0h1.0v1h-1.0z"}
    assert went["failed"].said == "Failed on 2 of 3 days, the last 11 Jan 2026"


def test_the_page_of_a_module_has_the_days_of_each_of_its_checks() -> None:
    days = days_until(TODAY - timedelta(days=1), TODAY)
    checks = [check("failed"), check("held", "passed"), check("never_asked", "skipped")]
    histories = [
        History("failed", days, [False, True], [0, 2]),
        History("held", days, [False, False], [0, 0]),
    ]
    pages = quality_pages(snapshot(*checks, histories=histories), rules_of(*checks), CATALOG)
    rows = {
        row.xpath("./th/@data-sort")[0]: row
        for row in html.document_fromstring(pages["modules/soc.html"]).xpath(
            "//section[@id='checks']//tbody/tr"
        )
    }
    strips = {name: row.xpath(".//*[@class='strip']/path/@class") for name, row in rows.items()}
    assert strips == {"failed": ["good", "bad"], "held": ["good"], "never_asked": []}
    assert {name: row.xpath("./td[2]/@data-sort")[0] for name, row in rows.items()} == {
        "failed": "1",
        "held": "0",
        "never_asked": "",
    }


def test_the_share_of_a_module_is_of_the_checks_that_were_asked_on_the_day() -> None:
    days = days_until(TODAY - timedelta(days=1), TODAY)
    checks = [check("a"), check("b"), check("c", module="job")]
    histories = [
        History("a", days, [False, True], [0, 1]),
        History("b", days[:1], [True], [1]),
        History("c", days, [False, False], [0, 0]),
    ]
    shares = share_trends(checks, histories, days, MODULES.key_of)
    assert (shares["soc"].worst, shares["soc"].worst_day) == (0.0, TODAY)
    assert shares["job"].worst == 1.0
    assert shares["job"].line is not None
    assert shares["job"].line.lowest == 0.0


def test_replicas_that_stopped_or_differ_or_wait_come_first() -> None:
    kinds = {"follows": 0, "waits": 1, "differs": 0, "stopped": 0}
    replicas = [
        Replica(
            name,
            NOW - timedelta(hours=late),
            "full",
            1,
            None,
            "a column is gone" if name == "stopped" else None,
        )
        for name, late in kinds.items()
    ]
    replicas.append(Replica("absent", None, "absent", 0, None, None))
    proof = check("differs_equals_its_source", tool="reconciliation", table_name="differs")
    rows = replica_rows(replicas, [proof], MODULES)
    names = [row.replica.table_name for row in rows]
    assert names == ["stopped", "differs", "waits", "absent", "follows"]
    assert [row.is_behind for row in rows] == [False, False, True, False, False]
    assert rows[1].proof is proof


def build(name: str, built_at: datetime, **others: Any) -> ModelBuild:
    """A table of dbt that may be six hours old."""
    known: dict[str, Any] = {
        "schema_name": "ana",
        "table_name": name,
        "owner": "growth",
        "built_at": built_at,
        "may_be": timedelta(hours=6),
        "instant": None,
        "replications_behind": None,
    }
    return ModelBuild(**(known | others))


def test_tables_of_dbt_that_are_late_or_behind_come_first() -> None:
    day = timedelta(hours=24)
    rows = build_rows(
        [
            build("just", NOW - timedelta(hours=6)),
            build("behind", NOW, instant=NOW - day, replications_behind=2),
            build("follows", NOW, instant=NOW, replications_behind=0),
            build("late", NOW - day),
            build("daily", NOW - day, may_be=timedelta(hours=26)),
        ],
        NOW,
    )
    names = [row.build.table_name for row in rows]
    assert names == ["late", "behind", "daily", "follows", "just"]
    assert [row.late_since for row in rows] == [NOW - day + timedelta(hours=6), *[None] * 4]
    assert [row.hours_allowed for row in rows] == [6, 6, 26, 6, 6]


@pytest.mark.parametrize("tells", ["check", "skipped check", "replication", "build"])
def test_a_table_is_late_against_the_newest_moment_of_the_warehouse(tells: str) -> None:
    early, late = NOW - timedelta(days=1), NOW
    moments = dict.fromkeys(["check", "replication", "build"], early) | {tells: late}
    asked = check("one", checked_at=moments["check"], skipped_at=moments.get("skipped check"))
    context = context_of(
        snapshot(
            asked,
            replication=Replication("succeeded", None, early, moments["replication"], early),
            builds=[build("old", early), build("other", moments["build"])],
        ),
        rules_of(asked),
        MODULES,
    )
    assert context["known_at"] == late
    assert context["builds"][0].build.table_name == "old"
    assert context["builds"][0].late_since == early + timedelta(hours=6)


def test_a_table_is_not_late_while_nothing_later_is_known() -> None:
    context = context_of(snapshot(builds=[build("one", NOW - timedelta(days=9))]), {}, MODULES)
    assert [row.late_since for row in context["builds"]] == [None]


def table(*references: tuple[str, str], polymorphic: dict[str, list[str]] | None = None) -> Table:
    """A table with an id and those foreign keys."""
    many = polymorphic or {}
    columns = {name: Column(type="uuid") for name in ("id", *dict(references), *many)}
    return Table(
        module="tst_",
        columns=columns,
        foreign_keys={
            f"fk_{name}": ForeignKey(columns=(name,), target=target, target_columns=("id",))
            for name, target in references
        },
        references={
            name: PolymorphicReference(
                type_column="kind",
                targets={f"kind_{target}": target for target in targets},
                on_target_delete=OnTargetDelete.CASCADE,
            )
            for name, targets in many.items()
        },
    )


def test_a_picture_has_a_line_a_reference_within_and_names_what_is_beyond() -> None:
    drawn = diagram(
        {
            "parent": table(("owner_id", "profiles")),
            "child": table(("parent_id", "parent"), polymorphic={"about_id": ["parent", "others"]}),
            "alone": table(("parent_id", "alone")),
        }
    )
    boxes = {box.name: box for box in drawn.boxes}
    assert [(line.source, line.target, line.is_polymorphic) for line in drawn.lines] == [
        ("child", "parent", False),
        ("child", "parent", True),
    ]
    assert boxes["child"].x > boxes["parent"].x + boxes["parent"].width
    assert boxes["parent"].words == ("profiles",)
    assert boxes["child"].words == ("", "parent +1")
    assert boxes["alone"].words == ("itself",)


def test_a_key_of_several_columns_is_shown_once_at_its_own() -> None:
    key = ForeignKey(
        columns=("parent_id", "post_id"), target="comments", target_columns=("id", "post_id")
    )
    comments = table(("post_id", "posts"), ("parent_id", "comments"))
    keys = {"fk_post_id": comments.foreign_keys["fk_post_id"], "fk_parent_id": key}
    found = references_of(comments.model_copy(update={"foreign_keys": keys}))
    assert [(each.column, each.targets) for each in found] == [
        ("post_id", ("posts",)),
        ("parent_id", ("comments",)),
    ]


@given(
    st.dictionaries(
        st.sampled_from("abcdefghij"),
        st.lists(st.tuples(st.sampled_from("xyzw"), st.sampled_from("abcdefghijK")), max_size=4),
        max_size=10,
    )
)
def test_no_two_tables_of_a_picture_lie_over_each_other(
    graph: dict[str, list[tuple[str, str]]],
) -> None:
    drawn = diagram({name: table(*dict(each).items()) for name, each in graph.items()})
    assert {box.name for box in drawn.boxes} == set(graph)
    for box in drawn.boxes:
        assert box.x + box.width <= drawn.width
        assert box.y + box.height <= drawn.height
        assert not [other for other in drawn.boxes if other is not box and overlap(box, other)]


def overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def test_every_module_of_the_dictionary_is_drawn_whole() -> None:
    for book in books(CATALOG, []):
        drawn = diagram(book.tables)
        assert {box.name for box in drawn.boxes} == set(book.tables)
        within = {
            (name, target)
            for name, each in book.tables.items()
            for reference in references_of(each)
            for target in reference.targets
            if target in book.tables and target != name
        }
        assert {(line.source, line.target) for line in drawn.lines} == within


def test_words_of_the_dictionary_are_words_and_its_names_are_links() -> None:
    text = marked("of `soc_posts` and `x<y`; **pii**; <b>", CATALOG, "modules/")
    assert text == (
        'of <a href="modules/soc.html#soc_posts"><code>soc_posts</code></a> and'
        ' <code>x&lt;y</code>; <span class="tag warn">personal</span>; &lt;b&gt;'
    )


@given(st.text())
def test_no_word_of_the_dictionary_becomes_markup(text: str) -> None:
    safe = html.fromstring(f"<p>{marked(text, CATALOG)}</p>")
    assert {node.tag for node in safe.iter()} <= {"p", "code", "span", "a"}


def test_the_file_of_an_owner_holds_what_fails_and_no_formula() -> None:
    failing = check(
        "=cmd()", samples=[{"id": "@a"}, {"id": "b,\n"}], failing_since=NOW, rows_failing=None
    )
    rows = list(csv.reader(io.StringIO(owner_csv(failures([failing], {}, MODULES)))))
    assert rows == [
        list(HEADER),
        ["'=cmd()", "core.soc_posts", "error", NOW.isoformat(), "", "", "id = @a; id = b,\n"],
    ]
    assert owner_csv([]) == ",".join(HEADER) + "\n"


def summary(*checks: Check) -> dict[str, Any]:
    return summary_of(context_of(snapshot(*checks), rules_of(*checks), MODULES))


def test_the_summary_tells_new_from_old_and_how_many_more_there_are() -> None:
    old = [check(f"old_{each:02}", previous_status="failed") for each in range(20)]
    recovered = check("back", "passed", previous_status="failed")
    lines = markdown(summary(*old, check("fresh"), recovered)).splitlines()
    assert lines[0] == "# Data quality of PoultryCo"
    fresh, still, back = (
        lines.index(f"## {each}")
        for each in (
            "Newly failing",
            "Still failing",
            "Recovered",
        )
    )
    assert "`fresh`" in "".join(lines[fresh:still])
    listed = [line for line in lines[still:back] if line.startswith("- **error** `old_")]
    assert len(listed) == 12
    assert "- and 8 more in the report" in lines[still:back]
    assert "- `back` on `core.soc_posts`" in lines[back:]
    assert "- Nothing is replicated yet\\." not in lines


def test_the_summary_counts_tables_of_dbt_that_are_late() -> None:
    def said(*builds: ModelBuild) -> str:
        return markdown(summary_of(context_of(snapshot(builds=list(builds)), {}, MODULES)))

    new, old = build("new", NOW), build("old", NOW - timedelta(days=1))
    assert "- Of 2 tables that dbt builds 1 is late." in said(new, old)
    assert "- Of 1 table that dbt builds none is late." in said(new)
    assert "dbt builds" not in said()


def test_hostile_names_stay_words_in_the_summary() -> None:
    text = markdown(summary(check(EVIL, message=EVIL, owner=EVIL)))
    assert not [line for line in text.splitlines() if line.startswith("# <")]
    outside_code = "".join(text.split("`")[::2])
    assert "\\<script\\>" in outside_code
    assert "<script>" not in outside_code


def hostile_snapshot() -> Snapshot:
    """Whatever comes from the warehouse is markup, in every place of every page."""
    bad = check(
        EVIL,
        tool="dbt",
        table_name=EVIL,
        module=EVIL,
        owner=EVIL,
        kind=EVIL,
        message=EVIL,
        samples=[{EVIL: EVIL}],
        query=EVIL,
        skipped_at=NOW,
        skipped_because=EVIL,
    )
    return snapshot(
        bad,
        replace(bad, check_name=f"{EVIL}2", status="passed", previous_status="failed"),
        histories=[History(EVIL, [TODAY], [True], [3])],
        replicas=[Replica(EVIL, NOW, "full", 1, NOW, EVIL)],
        replication=Replication("failed", EVIL, NOW, None, None),
        builds=[ModelBuild(EVIL, EVIL, EVIL, NOW, timedelta(hours=6), NOW, 2)],
    )


def test_nothing_that_comes_from_the_warehouse_becomes_markup() -> None:
    catalog = Catalog(
        modules={"evl_": Module(name=EVIL, owning_team=EVIL, description=EVIL)},
        tables={
            "evl_things": Table(
                module="evl_",
                purpose=EVIL,
                grain=EVIL,
                columns={EVIL: Column(type=EVIL, comment=EVIL)},
            )
        },
    )
    pages = quality_pages(hostile_snapshot(), {}, catalog)
    assert {name.partition("/")[0] for name in pages} >= {"index.html", "summary.html", "modules"}
    for name, text in pages.items():
        if name.endswith(".html"):
            tree = html.document_fromstring(text)
            assert tree.xpath("//img") == []
            assert all("alert" not in (each.text or "") for each in tree.iter("script"))
            assert ".." not in name
    assert "alert(1)" in html.document_fromstring(pages["index.html"]).text_content()


def test_a_warehouse_where_nothing_happened_yet_has_its_pages() -> None:
    empty = snapshot(last_day=None)
    pages = quality_pages(empty, {}, CATALOG)
    assert "No check has run yet." in pages["index.html"]
    assert "poultryco replicate" in pages["index.html"]
    assert "No check has run yet" in pages["summary.md"]
    assert set(pages) >= {f"modules/{book.key}.html" for book in books(CATALOG, [])}


def test_the_same_data_gives_the_same_bytes() -> None:
    assert quality_pages(hostile_snapshot(), {}, CATALOG) == quality_pages(
        hostile_snapshot(), {}, CATALOG
    )


def test_personal_and_secret_columns_are_marked_in_the_dictionary() -> None:
    pages = quality_pages(snapshot(), {}, CATALOG)
    for book in books(CATALOG, []):
        tree = html.document_fromstring(pages[f"modules/{book.key}.html"])
        for kind, word in (("pii", "personal"), ("secret", "secret")):
            tagged = [
                column
                for each in book.tables.values()
                for column in each.columns.values()
                if kind in column.tags
            ]
            assert len(tree.xpath(f"//td/span[text()='{word}']")) == len(tagged)
