"""Source code, highlighted, with a copy button."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domsync import VNode, act
from domsync import html as h
from domsync.components import Child
from domsync.widgets.base import Common, dressed, is_empty
from domsync.widgets.icons import icon
from domsync.widgets.prose.highlighting import lines, runs, spans
from domsync.widgets.words import word

if TYPE_CHECKING:
    from typing import Unpack


def code(
    source: str,
    language: str = "",
    *,
    title: Child = None,
    line_numbers: bool = False,
    copies: bool = True,
    wraps: bool = False,
    **attributes: Unpack[Common],
) -> VNode:
    """Source code, highlighted.

    >>> w.code(Path("app.py").read_text(), "python", line_numbers=True)

    Highlighting needs pygments: `pip install 'domsync[markdown]'`. Without a language it is not needed.

    Args:
        source: The source.
        language: A name that pygments knows: `python`, `sql`, `ts`. Unknown languages are not highlighted.
        title: The title above it; by default the language.
        line_numbers: Whether its lines are numbered.
        copies: Whether it has a button to copy it.
        wraps: Whether long lines wrap; otherwise they scroll.
        attributes: Of the box: `class_`, `key` ...

    Keyboard:
        | key | what it does |
        |---|---|
        | Tab | goes to the copy button, then to the code |
        | Left, Right | scroll long lines |

    Raises:
        MissingExtraError: A language is given, and the extra is not installed.
    """
    for name, text in (("source", source), ("language", language)):
        if not isinstance(text, str):
            raise TypeError(f"code(): {name} is a text, not {text!r}")
    found = runs(source.replace("\r\n", "\n").replace("\r", "\n"), language)
    return code_box(found, language, title=title, numbered=line_numbers, copies=copies, wraps=wraps, **dict(attributes))


def code_box(
    found: list[tuple[str, str]],
    language: str,
    *,
    title: Child = None,
    numbered: bool = False,
    copies: bool = True,
    wraps: bool = False,
    **attributes: Any,
) -> VNode:
    """The box around highlighted code.

    Args:
        found: The code as runs, from `runs`.
        language: Its language.
        title: Its title; by default the language.
        numbered: Whether its lines are numbered.
        copies: Whether it has a button that copies it.
        wraps: Whether long lines are wrapped.
        attributes: The attributes of the box.
    """
    shown = [h.span(*spans(line), class_="ds-code-line") for line in lines(found)] if numbered else spans(found)
    named = language if is_empty(title) else title
    head = h.div(h.span(named, class_="ds-code-title"), copy_button("code") if copies else None, class_="ds-code-head")
    text = h.pre(h.code(*shown), tabindex=0, role="group", aria={"label": _label(title, language)})
    classes = ("ds-code", "ds-code--numbered" if numbered else None, "ds-code--wraps" if wraps else None)
    return h.div(None if is_empty(named) and not copies else head, text, **dressed(attributes, *classes))


def copy_button(selector: str, *, within: str = ".ds-code", text: str | None = None, label: str | None = None) -> VNode:
    """A button that copies the text of an element near it, and confirms it for a moment.

    Args:
        selector: The element.
        within: The ancestor that contains both.
        text: The text to copy, instead of the element's.
        label: Its name; by default "Copy".
    """
    action = act.copy(of=act.closest(within).inner(selector)) if text is None else act.copy(text)
    button = h.button(
        icon("copy", class_="ds-copy-idle"),
        icon("check", class_="ds-copy-done"),
        type="button",
        class_="ds-close ds-copy",
        title=label or word("Copy"),
        aria={"label": label or word("Copy")},
        on_click=[action, act.transition("ds-copied", ms=1500)],
    )
    # Beside the button, because screen readers do not announce changes in a button; the style sheet sets its text.
    said = h.span(class_="ds-sr ds-copy-said", role="status", data={"said": word("Copied")})
    return h.span(button, said, class_="ds-copy-box")


def _label(title: Child, language: str) -> str:
    if isinstance(title, str) and title.strip():
        return title
    return word("Code in {language}", language=language) if language.strip() else word("Code")
