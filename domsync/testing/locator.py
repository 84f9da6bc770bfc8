"""Finding elements on a page and using them, as a user would: the same in process and in a real browser."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, Protocol

from domsync.testing.queries import ByCss, ByRole, ByTestId, ByWords, Filter, Nth, QueryStep, Steps, Words, shown

#: The mouse's buttons.
Button = Literal["left", "middle", "right"]


class Driver(Protocol):
    """Whatever holds the page: the browser in Python, or a real one."""

    def count(self, steps: Steps) -> int:
        """How many elements the steps lead to."""

    def read(self, steps: Steps, what: str, *arguments: Any) -> Any:
        """Ask the one element that the steps lead to for something."""

    def act(self, steps: Steps, action: str, *arguments: Any, **keywords: Any) -> None:
        """Have the user do something with the one element that the steps lead to."""

    def hint(self, steps: Steps) -> str:
        """What there is instead of what the steps look for."""


class Queries:
    """Where elements can be looked for: a page, or what a locator leads to.

    Texts are compared as people read them: with single blanks, as a part of the whole, in any case. `exact=True` asks
    for the whole text in this case; a compiled pattern is searched for.
    """

    def _look_for(self, step: QueryStep) -> Locator:
        raise NotImplementedError

    def get_by_role(
        self,
        role: str,
        *,
        name: Words | None = None,
        exact: bool = False,
        checked: bool | None = None,
        disabled: bool | None = None,
        expanded: bool | None = None,
        level: int | None = None,
        pressed: bool | None = None,
        selected: bool | None = None,
        include_hidden: bool = False,
    ) -> Locator:
        """Find elements by what they are for assistive technology: the way that shows that it can use the page.

        Args:
            role: The ARIA role: `"button"`, `"textbox"`, `"heading"` ...
            name: The accessible name: what the button says, how the field is labelled.
            exact: Whether `name` is the whole name.
            checked: Whether it is ticked.
            disabled: Whether it is disabled.
            expanded: Whether it is open.
            level: The level of a heading.
            pressed: Whether a toggle button is pressed.
            selected: Whether an option or tab is selected.
            include_hidden: Find elements too that the user does not see.
        """
        return self._look_for(
            ByRole(role, name, exact, checked, disabled, expanded, level, pressed, selected, include_hidden)
        )

    def get_by_text(self, text: Words, *, exact: bool = False) -> Locator:
        """Find the innermost elements that contain a text."""
        return self._look_for(ByWords("text", text, exact))

    def get_by_label(self, text: Words, *, exact: bool = False) -> Locator:
        """Find controls by the text of their label, or by their `aria-label`."""
        return self._look_for(ByWords("label", text, exact))

    def get_by_placeholder(self, text: Words, *, exact: bool = False) -> Locator:
        """Find controls by the text that they show while they are empty."""
        return self._look_for(ByWords("placeholder", text, exact))

    def get_by_title(self, text: Words, *, exact: bool = False) -> Locator:
        """Find elements by their attribute `title`."""
        return self._look_for(ByWords("title", text, exact))

    def get_by_alt_text(self, text: Words, *, exact: bool = False) -> Locator:
        """Find images by their text for those who do not see them."""
        return self._look_for(ByWords("alt_text", text, exact))

    def get_by_test_id(self, test_id: Words) -> Locator:
        """Find elements by their attribute `data-testid`."""
        return self._look_for(ByTestId(test_id))

    def locator(self, selector: str) -> Locator:
        """Find elements by a CSS selector: `"ul > li.done"`."""
        return self._look_for(ByCss(selector))


class Locator(Queries):
    """The way to elements of a page. It is looked up anew at each use, so it can be made before they are there.

    It is true if there is at least one: `assert page.get_by_text("Saved")`. `len()` counts them and iteration gives a
    locator for each. What is about one element raises `LocatorError` unless there is exactly one.

    Args:
        driver: The page.
        steps: The way.
    """

    def __init__(self, driver: Driver, steps: Steps) -> None:
        self._driver = driver
        self._steps = steps

    def _look_for(self, step: QueryStep) -> Locator:
        return Locator(self._driver, (*self._steps, step))

    # How many, and which

    def count(self) -> int:
        """How many elements there are."""
        return self._driver.count(self._steps)

    def __len__(self) -> int:
        return self.count()

    def __bool__(self) -> bool:
        return self.count() > 0

    def __iter__(self) -> Iterator[Locator]:
        return iter([self.nth(index) for index in range(self.count())])

    @property
    def first(self) -> Locator:
        """The first of them."""
        return self.nth(0)

    @property
    def last(self) -> Locator:
        """The last of them."""
        return self.nth(-1)

    def nth(self, index: int) -> Locator:
        """One of them: from 0, or from the end if negative."""
        return self._look_for(Nth(index))

    def filter(
        self,
        *,
        has_text: Words | None = None,
        has_not_text: Words | None = None,
        has: Locator | None = None,
        has_not: Locator | None = None,
        visible: bool | None = None,
    ) -> Locator:
        """Those of them that contain something or do not.

        Args:
            has_text: A text that they contain.
            has_not_text: A text that they do not contain.
            has: What they contain; a locator that begins at the page.
            has_not: What they do not contain.
            visible: Whether the user sees them.
        """
        inner = None if has is None else has._steps
        not_inner = None if has_not is None else has_not._steps
        return self._look_for(Filter(has_text, has_not_text, inner, not_inner, visible))

    @property
    def texts(self) -> list[str]:
        """The texts of all of them."""
        return [one.text for one in self]

    # What one element is

    @property
    def text(self) -> str:
        """The text as the user sees it, with line breaks between blocks (`innerText`)."""
        return str(self._read("text"))

    @property
    def html(self) -> str:
        """The element as HTML."""
        return str(self._read("html"))

    @property
    def value(self) -> str:
        """What a control holds now."""
        return str(self._read("value"))

    @property
    def selected(self) -> list[str]:
        """The values of the chosen options of a select."""
        return list(self._read("selected"))

    @property
    def checked(self) -> bool:
        """Whether a checkbox or radio button is ticked."""
        return bool(self._read("checked"))

    @property
    def classes(self) -> set[str]:
        """The names in its attribute `class`."""
        return set((self.get_attribute("class") or "").split())

    def __getitem__(self, attribute: str) -> str:
        """The value of an attribute: `link["href"]`.

        Raises:
            KeyError: There is none.
        """
        value = self.get_attribute(attribute)
        if value is None:
            raise KeyError(attribute)
        return value

    def get_attribute(self, name: str, default: str | None = None) -> str | None:
        """The value of an attribute, or `default`."""
        value = self._read("attribute", name)
        return default if value is None else str(value)

    def style(self, name: str) -> str:
        """A declaration of the element's own `style`; empty if there is none."""
        return str(self._read("style", name))

    def is_visible(self) -> bool:
        """Whether the user sees it. In process, style sheets are not known: attributes and `style` decide."""
        return bool(self._read("visible"))

    def is_enabled(self) -> bool:
        """Whether it is not disabled."""
        return bool(self._read("enabled"))

    def is_editable(self) -> bool:
        """Whether the user can change what it holds: it is neither disabled nor read-only."""
        return bool(self._read("editable"))

    def is_focused(self) -> bool:
        """Whether it has the focus."""
        return bool(self._read("focused"))

    @property
    def node(self) -> int:
        """Its number on the wire, which ops name."""
        return int(self._read("node"))

    # What the user does with it

    def click(
        self,
        *,
        button: Button = "left",
        modifiers: tuple[str, ...] = (),
        position: tuple[float, float] = (0, 0),
    ) -> None:
        """Click on it.

        Args:
            button: With which button.
            modifiers: Keys that are held: `"Alt"`, `"Control"`, `"Meta"`, `"Shift"`.
            position: Where in the element, in pixels from its upper left corner; by default in its middle.
        """
        self._act("click", button, modifiers, position, 1)

    def dblclick(
        self,
        *,
        button: Button = "left",
        modifiers: tuple[str, ...] = (),
        position: tuple[float, float] = (0, 0),
    ) -> None:
        """Click on it twice in a row."""
        self._act("click", button, modifiers, position, 2)

    def hover(self) -> None:
        """Move the mouse to it."""
        self._act("hover")

    def drag_to(self, onto: Locator, *, text: str = "") -> None:
        """Drag it onto another element.

        Args:
            onto: Where it is dropped.
            text: What the drop carries; in a real browser what the page itself says.
        """
        self._act("drag", onto._steps, text)

    def fill(self, text: str) -> None:
        """Replace what a control holds, at once: one `input` event."""
        self._act("fill", text)

    def clear(self) -> None:
        """Empty a control."""
        self.fill("")

    def type(self, text: str, *, delay: float = 0) -> None:
        """Type a text key by key, after what the control holds: `keydown`, `input` and `keyup` for each character.

        Args:
            text: The text.
            delay: Seconds between two keys.
        """
        self._act("type", text, delay)

    def press(self, key: str) -> None:
        """Press a key while it has the focus: `"Enter"`, `"ArrowDown"`, `"Control+A"`."""
        self._act("press", key)

    def paste(self, text: str) -> None:
        """Paste a text."""
        self._act("paste", text)

    def check(self) -> None:
        """Tick a checkbox or choose a radio button, unless it is ticked."""
        self._act("check", True)

    def uncheck(self) -> None:
        """Take the tick from a checkbox, if it has one."""
        self._act("check", False)

    def select(self, *choices: str) -> None:
        """Choose options of a select, and no others.

        Args:
            choices: Their values, or what they say.
        """
        self._act("select", choices)

    def submit(self) -> None:
        """Submit a form, or the form that this is in, as a click on its button does."""
        self._act("submit")

    def focus(self) -> None:
        """Give it the focus."""
        self._act("focus")

    def blur(self) -> None:
        """Take the focus from it."""
        self._act("blur")

    def dispatch(self, type: str, fields: Mapping[str, object] | None = None, **more: object) -> None:
        """Have an event happen at it, of which the browser does nothing else.

        Args:
            type: The event's name.
            fields: What the event tells.
            more: The same, by name.
        """
        self._act("dispatch", type, {**(fields or {}), **more})

    def _read(self, what: str, *arguments: Any) -> Any:
        return self._driver.read(self._steps, what, *arguments)

    def _act(self, action: str, *arguments: Any) -> None:
        self._driver.act(self._steps, action, *arguments)

    def __repr__(self) -> str:
        number = self.count()
        if number == 0:
            hint = self._driver.hint(self._steps)
            return f"<{shown(self._steps)}: nothing{f'; close to it: {hint}' if hint else ''}>"
        return f"<{shown(self._steps)}: {number} element{'s' if number > 1 else ''}>"
