"""Questions in the middle of a handler: `await confirm(...)` and `await prompt(...)`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import PrivateAttr, ValidationError

from domsync import Component, Element, Ref, VNode, mount, unmount
from domsync import html as h
from domsync.components import Locale, document_of, unique_id
from domsync.components.field_messages import field_message, problems_of
from domsync.events import SubmitEvent
from domsync.widgets.base import check_functions, check_owner
from domsync.widgets.buttons import button
from domsync.widgets.inputs.text import text_input
from domsync.widgets.layout.containers import heading
from domsync.widgets.words import word

T = TypeVar("T")


class Question(Component):
    """The dialog that `confirm` and `prompt` show."""

    text: str
    title: str = ""
    yes: str = ""
    no: str = ""
    danger: bool = False
    asks: bool = False
    value: str = ""
    label: str = ""
    check: Any = None
    locale: Any = None

    wrong: str = ""
    _box: Ref[Element] = PrivateAttr(default_factory=Ref)
    _answer: asyncio.Future[Any] = PrivateAttr()
    _has_left: bool = PrivateAttr(default=False)

    def render(self) -> VNode:
        if self.locale is not None:
            self.provide(self.locale)
        label, about = unique_id("question"), unique_id("about")
        title = self.title or (word("Please confirm") if not self.asks else self.text)
        field = None
        if self.asks:
            field = text_input(
                self.label or False,
                name="answer",
                value=self.value,
                error=self.wrong or False,
                autofocus=True,
                # The question is already shown above it.
                aria={} if self.label else {"label": self.text},
            )
        no = button(self.no or word("Cancel"), on_click=self.refuse, autofocus=self.danger)
        kind: Any = "danger" if self.danger else "primary"
        yes = button(self.yes or word("OK"), kind=kind, submit=True, autofocus=not self.danger and not self.asks)
        return h.dialog(
            h.form(
                h.div(heading(title, 2, id=label, class_="ds-dialog-title"), class_="ds-dialog-head"),
                h.div(
                    None if self.asks and not self.title else h.p(self.text, id=about), field, class_="ds-dialog-body"
                ),
                h.div(no, yes, class_="ds-dialog-foot"),
                on_submit=self.accept,
            ),
            role="dialog" if self.asks else "alertdialog",
            aria={"labelledby": label, "describedby": None if self.asks and not self.title else about},
            class_="ds-dialog ds-dialog--small",
            closedby="closerequest",
            ref=self._box,
            on_close=self.refuse,
        )

    def mounted(self) -> None:
        self._box.element.showModal()

    def unmounted(self) -> None:
        # The visitor has left, so there will be no answer.
        self._has_left = True
        if not self._answer.done():
            self._answer.cancel()

    def accept(self, event: SubmitEvent) -> None:
        if not self.asks:
            self._give(True)
            return
        text = event.get("answer") or ""
        self.value = text
        try:
            result = text if self.check is None else self.check(text)
        except (ValueError, ArithmeticError) as error:
            self.wrong = _problem(self.check, error)
            return
        self._give(result)

    def refuse(self) -> None:
        self._give(None if self.asks else False)

    def _give(self, answer: Any) -> None:
        if not self._answer.done():
            self._answer.set_result(answer)

    async def ask(self, owner: Component) -> Any:
        """Show it on a component's page and wait for the answer."""
        self._answer = asyncio.get_running_loop().create_future()
        self.locale = owner.use(Locale, Locale())
        mount(self, document_of(owner).documentElement)
        try:
            return await self._answer
        finally:
            # Also if the handler that waits was cancelled, as by a timeout.
            if not self._has_left:
                self._box.element.close()
                unmount(self)


#: Messages for types as `check`: their own ones, `invalid literal for int() with base 10`, are for programmers.
_ASKED_FOR = {int: "Please enter a whole number", float: "Please enter a number", Decimal: "Please enter a number"}


def _problem(check: Any, error: Exception) -> str:
    """Describe what is wrong with an answer."""
    if isinstance(error, ValidationError):
        return field_message(problems_of(error)[0])
    return word(_ASKED_FOR[check]) if isinstance(check, type) and check in _ASKED_FOR else str(error)


async def confirm(
    owner: Component,
    text: str,
    *,
    title: str = "",
    yes: str = "",
    no: str = "",
    danger: bool = False,
) -> bool:
    """Ask for confirmation, and wait for the answer.

    >>> if await w.confirm(self, "Delete 3 orders?", yes="Delete", danger=True):
    ...     self.delete()

    Args:
        owner: The component that asks; the dialog appears on its page.
        text: The question.
        title: The heading; by default "Please confirm".
        yes: The text of the button that confirms; by default "OK".
        no: The text of the other button; by default "Cancel".
        danger: Whether the action cannot be undone; if so, the button that cancels has the focus first.

    Returns:
        Whether the user confirmed; closing the dialog means no.

    Keyboard:
        | key | what it does |
        |---|---|
        | Enter | presses the button with the focus |
        | Tab, Shift + Tab | the other button |
        | Escape | closes it, which means no |

    Raises:
        NotMountedError: The component is not on a page.
        CancelledError: The visitor has left.
    """
    check_owner(owner, "confirm", 'await w.confirm(self, "Delete?")')
    answer = await Question(text=text, title=title, yes=yes, no=no, danger=danger).ask(owner)
    return bool(answer)


async def prompt(
    owner: Component,
    text: str,
    *,
    title: str = "",
    label: str = "",
    value: str = "",
    yes: str = "",
    no: str = "",
    check: Callable[[str], T] | None = None,
) -> Any:
    """Ask for a line of text, and wait for the answer.

    >>> name = await w.prompt(self, "New name", value=self.name)

    Args:
        owner: The component that asks; the dialog appears on its page.
        text: The question.
        title: The heading; by default the question.
        label: The label of the field; by default the question.
        value: The initial text of the field.
        yes: The text of the button that confirms; by default "OK".
        no: The text of the other button; by default "Cancel".
        check: Converts the text to the answer, for example `check=int`. If it raises ValueError, the dialog stays open
            and shows the message; those of `int`, `float`, `Decimal` and pydantic are in the page's language.

    Returns:
        The text, or the result of `check`; None if the dialog was closed.

    Keyboard:
        | key | what it does |
        |---|---|
        | Enter | confirms the text |
        | Escape | closes it |

    Raises:
        NotMountedError: The component is not on a page.
        CancelledError: The visitor has left.
    """
    check_functions("prompt", check=check)
    check_owner(owner, "prompt", 'await w.prompt(self, "Name?")')
    question = Question(text=text, title=title, label=label, value=value, yes=yes, no=no, asks=True, check=check)
    return await question.ask(owner)
