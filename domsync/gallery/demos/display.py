"""Demos of facts and figures."""

from typing import Literal

from domsync import Child, Component
from domsync import widgets as w
from domsync.gallery.demo import Family
from domsync.widgets.base import Tone

FAMILY = Family("display", "Facts and figures", "A thing, a number, what has happened, what has changed.")


@FAMILY.demo()
def description_list(name: str = "Ada Lovelace", columns: int = 2, stacked: bool = False) -> Child:
    facts: dict[str, Child] = {
        "Order": "4711",
        "Customer": name,
        "State": w.badge("paid", tone="success"),
        "Note": None,
    }
    return w.description_list(facts, columns=max(columns, 1), stacked=stacked)


@FAMILY.demo()
def stat(
    label: str = "Revenue", change: float = 0.124, better: Literal["up", "down"] = "up", help: str = "than in October"
) -> Child:
    return w.grid(
        w.card(w.stat(label, 12_430, change=change, better=better, help=help)),
        w.card(w.stat("Returns", 38, change=-0.05, better="down", help=help)),
        w.card(w.stat("Uptime", "99.98\u00a0%")),
        min_width="12rem",
    )


@FAMILY.demo()
def timeline(title: str = "Delivered", text: str = "Left with a neighbour.", tone: Tone = "success") -> Child:
    return w.timeline(
        [
            ("Ordered", "Monday, 9:12"),
            w.TimelineItem("Paid", "Monday, 9:13", w.badge("card"), tone="info"),
            w.TimelineItem(title, "Wednesday, 14:40", text, tone=tone, icon="✓"),
        ],
        label="Order 4711",
    )


BEFORE = """\
def total(lines):
    sum = 0
    for line in lines:
        sum += line.amount
    return sum


def mean(lines):
    return total(lines) / len(lines)


def names(lines):
    return [line.name for line in lines]
"""
AFTER = """\
def total(lines):
    return sum(line.amount for line in lines)


def mean(lines):
    return total(lines) / len(lines)


def names(lines):
    return sorted({line.name for line in lines})
"""


@FAMILY.demo()
def diff_view(
    label: str = "orders.py", mode: Literal["unified", "split"] = "unified", context: int = 1, after: str = AFTER
) -> Child:
    return w.diff_view(BEFORE, after, label=label, mode=mode, context=max(context, 0))


@FAMILY.demo("pages", "around")
class Pagination(Component):
    pages: int = 12
    around: int = 1
    page: int = 5

    def render(self) -> Child:
        return w.pagination(pages=max(self.pages, 0), around=max(self.around, 0), bind=self.field("page"))
