"""What a rule of a model can be turned into: one sign of parsed SQL says something else.

Only here is decided what counts as a sign. Which SQL is read is in `tests.tested_sql`, what the
unit tests make of it in `tests.mutation_check`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlglot import exp

# How a sign is written and what it turns into: a border moves by one, a choice becomes the other.
SIGNS: dict[type[exp.Expr], tuple[str, type[exp.Expr]]] = {
    exp.LT: ("<", exp.LTE),
    exp.LTE: ("<=", exp.LT),
    exp.GT: (">", exp.GTE),
    exp.GTE: (">=", exp.GT),
    exp.EQ: ("=", exp.NEQ),
    exp.NEQ: ("<>", exp.EQ),
    exp.NullSafeEQ: ("is not distinct from", exp.NullSafeNEQ),
    exp.NullSafeNEQ: ("is distinct from", exp.NullSafeEQ),
    exp.And: ("and", exp.Or),
    exp.Or: ("or", exp.And),
    exp.Add: ("+", exp.Sub),
    exp.Sub: ("-", exp.Add),
    exp.Mul: ("*", exp.Div),
    exp.Div: ("/", exp.Mul),
    exp.Min: ("min", exp.Max),
    exp.Max: ("max", exp.Min),
    exp.Sum: ("sum", exp.Max),
    exp.Avg: ("avg", exp.Max),
    exp.Greatest: ("greatest", exp.Least),
    exp.Least: ("least", exp.Greatest),
    exp.LogicalAnd: ("bool_and", exp.LogicalOr),
    exp.LogicalOr: ("bool_or", exp.LogicalAnd),
    exp.Lag: ("lag", exp.Lead),
    exp.Lead: ("lead", exp.Lag),
}
# These turn into their negation.
CONDITIONS: dict[type[exp.Expr], str] = {
    exp.In: "in",
    exp.Is: "is",
    exp.Exists: "exists",
    exp.Like: "like",
    exp.ILike: "ilike",
    exp.RegexpLike: "~",
}
# A number in one of these is a weight, a border, a place or the length of a window.
MEASURED = (
    *(exp.Add, exp.Sub, exp.Mul, exp.Div, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Interval),
    *(exp.Limit, exp.WindowSpec, exp.If, exp.Case, exp.ExplodingGenerateSeries, exp.GenerateSeries),
)
# Without the rows that have no partner, or with them.
JOINS = {"LEFT": "INNER", "INNER": "LEFT", "FULL": "LEFT"}


@dataclass(frozen=True, slots=True)
class Change:
    """What stands at a place of parsed SQL, and what could.

    Attributes:
        node: The place.
        sign: How what stands there is written.
        instead: How the other is.
        other: What could stand there.
    """

    node: exp.Expr
    sign: str
    instead: str
    other: exp.Expr


def changes_of(node: exp.Expr) -> Iterator[Change]:
    """Yield every change of this very node; those of its parts are theirs."""
    if _is_join_key(node):
        return
    for kinds, changes in CHANGES:
        if isinstance(node, kinds):
            for sign, instead, other in changes(node):
                yield Change(node, sign, instead, other)


Changes = Iterator[tuple[str, str, exp.Expr]]


def _opposite(node: exp.Expr) -> Changes:
    sign, other = SIGNS[type(node)]
    parts = {name: part for name, part in node.copy().args.items() if name in other.arg_types}
    if other is exp.Div:
        # PostgreSQL divides whole numbers to whole numbers.
        parts["typed"] = True
    yield sign, SIGNS[other][0], other(**parts)


def _negated(node: exp.Expr) -> Changes:
    if not isinstance(node.parent, exp.Not):
        sign = CONDITIONS[type(node)]
        yield sign, "is not" if sign == "is" else f"not {sign}", exp.Not(this=node.copy())


def _affirmed(node: exp.Expr) -> Changes:
    yield "not", "", node.this.copy()


def _border(node: exp.Expr) -> Changes:
    value, low, high = (node.args[part] for part in ("this", "low", "high"))
    for other_low, other_high, name in (
        (exp.GT, exp.LTE, "above the lower"),
        (exp.GTE, exp.LT, "below the upper"),
    ):
        yield (
            "between",
            name,
            exp.Paren(
                this=exp.And(
                    this=other_low(this=value.copy(), expression=low.copy()),
                    expression=other_high(this=value.copy(), expression=high.copy()),
                )
            ),
        )


def _one_more(node: exp.Expr) -> Changes:
    is_number = not node.is_string or isinstance(node.parent, exp.Interval)
    if is_number and isinstance(node.parent, MEASURED):
        whole, dot, part = str(node.this).partition(".")
        if whole.isdecimal():
            more = f"{int(whole) + 1}{dot}{part}"
            yield str(node.this), more, exp.Literal(this=more, is_string=node.is_string)


def _without_default(node: exp.Expr) -> Changes:
    yield type(node).__name__.lower(), "without", node.this.copy()


def _joined(node: exp.Expr) -> Changes:
    side = node.side or ("INNER" if node.args.get("on") and node.kind in {"", "INNER"} else "")
    if side in JOINS:
        other = node.copy()
        other.set("kind", None)
        other.set("side", JOINS[side] if JOINS[side] != "INNER" else None)
        yield f"{side.lower()} join", f"{JOINS[side].lower()} join", other


def _counted(node: exp.Expr) -> Changes:
    if isinstance(node.this, exp.Distinct) and len(node.this.expressions) == 1:
        yield "count(distinct)", "count", exp.Count(this=node.this.expressions[0].copy())


def _selected(node: exp.Expr) -> Changes:
    if node.args.get("distinct"):
        other = node.copy()
        other.set("distinct", None)
        yield "select distinct", "select", other


def _union(node: exp.Expr) -> Changes:
    if node.args.get("distinct"):
        other = node.copy()
        other.set("distinct", False)
        yield "union", "union all", other


def _order(node: exp.Expr) -> Changes:
    other = node.copy()
    is_descending = bool(node.args.get("desc"))
    other.set("desc", not is_descending)
    signs = ("desc", "asc") if is_descending else ("asc", "desc")
    yield *signs, other


CHANGES: tuple[tuple[tuple[type[exp.Expr], ...], Callable[[exp.Expr], Changes]], ...] = (
    (tuple(SIGNS), _opposite),
    (tuple(CONDITIONS), _negated),
    ((exp.Not,), _affirmed),
    ((exp.Between,), _border),
    ((exp.Literal,), _one_more),
    ((exp.Coalesce, exp.Nullif), _without_default),
    ((exp.Join,), _joined),
    ((exp.Count,), _counted),
    ((exp.Select,), _selected),
    ((exp.Union,), _union),
    ((exp.Ordered,), _order),
)


def _is_join_key(node: exp.Expr) -> bool:
    """Whether a join is made by this: on other keys it makes no figure anybody takes for right."""
    if not isinstance(node.find_ancestor(exp.Join, exp.Select), exp.Join):
        return False
    if isinstance(node, exp.And):
        return any(_is_join_key(part) for part in node.flatten())
    return (
        isinstance(node, exp.EQ)
        and node.left.find(exp.Column) is not None
        and node.right.find(exp.Column) is not None
    )
