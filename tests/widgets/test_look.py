"""The style sheets of the widgets: what a class looks like is said once, so that no two families share a name."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from domsync import widgets as w

WIDGETS = Path(__file__).parents[2] / "domsync" / "widgets"


def rules_of(text: str) -> list[str]:
    """The classes that have a rule of their own, outside of media queries."""
    return re.findall(r"(?m)^  \.(ds-[a-z0-9-]+) \{", text)


@pytest.mark.parametrize("sheet", ["structure.css", "theme.css"])
def test_a_class_has_one_rule(sheet: str) -> None:
    counted = Counter(rules_of((WIDGETS / sheet).read_text(encoding="utf-8")))
    assert len(counted) > 30
    assert [name for name, count in counted.items() if count > 1] == []


@pytest.mark.parametrize("style", ["block-size: 5rem", {"block-size": "5rem"}])
def test_a_callers_style_stands_beside_the_widgets_own(style: Any) -> None:
    made = w.split_pane("a", "b", label="Width", position=30, style=style)
    assert made.styles == {"--ds-split": "30%", "block-size": "5rem"}


def test_a_second_rule_is_noticed() -> None:
    assert rules_of("  .ds-a { x: y }\n  .ds-b > i { x: y }\n  .ds-a { x: z }\n    .ds-a { in: media }") == [
        "ds-a",
        "ds-a",
    ]
