"""The command palette: a list of commands, searched by typing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
from pydantic import PrivateAttr

from domsync import Component, Element, Ref, VNode
from domsync import html as h
from domsync.components import Child, unique_id
from domsync.events import InputEvent
from domsync.widgets.base import Common, dressed, is_empty, is_listed, parted
from domsync.widgets.inputs.combobox import MOST_SHOWN
from domsync.widgets.inputs.text import magnifier
from domsync.widgets.words import counted, word

if TYPE_CHECKING:
    from typing import Unpack


class Command(msgspec.Struct, frozen=True):
    """A command that a command palette offers.

    Attributes:
        title: Its name.
        action: Called when it is chosen.
        group: The heading of its group.
        shortcut: The keys that do the same, which are only shown.
        keywords: Other words by which it is found.
        href: Its URL, instead of an action.
    """

    title: str
    action: Any = None
    group: str = ""
    shortcut: str = ""
    keywords: str = ""
    href: str = ""


class CommandPalette(Component):
    """The component that `command_palette` makes: see there."""

    commands: Any
    trigger: Child = None
    shortcut: str = "mod+k"
    placeholder: str | None = None
    attributes: dict[str, Any] = {}

    text: str = ""
    _box: Ref[Element] = PrivateAttr(default_factory=Ref)

    def render(self) -> VNode:
        name = unique_id("palette")
        placeholder = self.placeholder or word("What do you want to do?")
        found = self.found()
        rows: list[Child] = []
        group = ""
        seen: Counter[tuple[str, str]] = Counter()
        for at, command in enumerate(found):
            if command.group != group:
                group = command.group
                seen["", group] += 1
                rows.append(
                    h.div(group, class_="ds-list-group", role="presentation", key=f"group {group} {seen['', group]}")
                )
            # Two commands may have one title.
            seen[command.group, command.title] += 1
            number = seen[command.group, command.title]
            rows.append(
                h.div(
                    h.span(command.title, class_="ds-menu-text"),
                    h.kbd(command.shortcut) if command.shortcut else None,
                    role="option",
                    id=f"{name}-{at}",
                    class_="ds-option",
                    aria={"selected": False},
                    on_click=partial(self.run, command),
                    key=f"command {command.group} {command.title} {number}",
                )
            )
        shown = self.shortcut.replace("mod", "Ctrl").replace("+", " + ").title()
        button = h.button(
            magnifier(),
            h.span(self.trigger if not is_empty(self.trigger) else word("Search"), class_="ds-palette-text"),
            h.kbd(shown, aria={"hidden": True}),
            type="button",
            commandfor=name,
            command="show-modal",
            data={"ds-shortcut": self.shortcut},
            **dressed(
                self.attributes, "ds-button ds-palette-button", aria={"keyshortcuts": self.keys(), "haspopup": "dialog"}
            ),
        )
        box = h.input(
            type="text",
            role="combobox",
            class_="ds-input ds-palette-input",
            value=self.text,
            placeholder=placeholder,
            autocomplete="off",
            spellcheck=False,
            autofocus=True,
            data={"ds-combobox": f"{name}-list"},
            aria={"label": placeholder, "expanded": True, "controls": f"{name}-list", "autocomplete": "list"},
            on_input=self.typed,
        )
        note = None if found else h.div(word("Nothing found"), class_="ds-list-note", role="status")
        listbox = h.div(
            rows, role="listbox", id=f"{name}-list", aria={"label": word("Commands")}, class_="ds-palette-list"
        )
        count = h.span(
            counted("{count} option", "{count} options", len(found)) if self.text else "", class_="ds-sr", role="status"
        )
        dialog = h.dialog(
            box,
            listbox,
            note,
            count,
            id=name,
            class_="ds-dialog ds-palette",
            closedby="any",
            aria={"label": placeholder},
            ref=self._box,
            on_close=self.closed,
        )
        return h.span(button, dialog, class_="ds-anchor")

    def keys(self) -> str:
        """The shortcut in the notation of `aria-keyshortcuts`."""
        return " ".join(self.shortcut.replace("mod", key).title() for key in ("Control", "Meta"))

    def found(self) -> list[Command]:
        """The commands that match the typed text."""
        commands: list[Command] = list(self.commands() if callable(self.commands) else self.commands)
        words = self.text.casefold().split()
        fitting = [
            command
            for command in commands
            if all(part in f"{command.group} {command.title} {command.keywords}".casefold() for part in words)
        ]
        return fitting[:MOST_SHOWN]

    def typed(self, event: InputEvent) -> None:
        self.text = event.value

    def closed(self) -> None:
        self.text = ""

    def run(self, command: Command) -> object:
        """Close, and run the chosen command."""
        self._box.element.close()
        self.text = ""
        if command.href:
            from domsync import Visit

            self.use(Visit).navigate(command.href)
            return None
        return command.action() if command.action is not None else None


def command_palette(
    commands: Sequence[Command] | Callable[[], Sequence[Command]],
    *,
    trigger: Child = None,
    shortcut: str = "mod+k",
    placeholder: str | None = None,
    **attributes: Unpack[Common],
) -> CommandPalette:
    """A searchable list of commands: a button, and a dialog that opens with a shortcut, without a round trip.

    >>> w.command_palette([w.Command("New order", self.new), w.Command("Help", href="/help")])

    Args:
        commands: The commands, or a function that returns them.
        trigger: The content of the button; by default "Search".
        shortcut: The keys: `mod` is Ctrl, or Command on a Mac.
        placeholder: The text in the empty field; by default "What do you want to do?".
        attributes: Of the button: `class_`, `key` ...

    Keyboard:
        | key | what it does |
        |---|---|
        | Ctrl + K | opens it |
        | Down, Up | the next or previous command |
        | Enter | runs it |
        | Escape | closes it |
    """
    wrong = None
    if not callable(commands):
        listed: Any = commands if is_listed(commands) else [commands]
        wrong = next((repr(one) for one in listed if not isinstance(one, Command)), None)
    if wrong is not None:
        raise TypeError(f"command_palette() takes w.Commands, or a function that returns them, not {wrong}")
    own, directives = parted(attributes)
    return CommandPalette(
        commands=commands,
        trigger=trigger,
        shortcut=shortcut,
        placeholder=placeholder,
        attributes=own,
        **directives,
    )
