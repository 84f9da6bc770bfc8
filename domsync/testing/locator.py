"""Locators: find elements on a page and use them as a user would, in process or in Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal, Protocol

from domsync.testing.tree.queries import ByCss, ByRole, ByTestId, ByWords, Filter, Nth, QueryStep, Steps, Words, shown

#: The mouse's buttons.
Button = Literal["left", "middle", "right"]


class Driver(Protocol):
    """The browser that holds the page: the one in Python, or Chromium."""

    def count(self, steps: Steps) -> int:
        """Count the elements that match the steps."""

    def read(self, steps: Steps, what: str, *arguments: Any) -> Any:
        """Read something from the one element that matches the steps."""

    def act(self, steps: Steps, action: str, *arguments: Any, **keywords: Any) -> None:
        """Perform a user action on the one element that matches the steps."""

    def hint(self, steps: Steps) -> str:
        """Suggest what is on the page instead of what the steps look for."""


class Queries:
    """The queries that pages and locators have in common.

    By default a text matches as a part of the whole, ignoring case and with white space collapsed. `exact=True` matches
    the whole text, case-sensitively. A compiled regular expression is searched for.
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
        """Find elements by ARIA role and accessible name, as assistive technology does. Prefer this to other queries.

        Args:
            role: The ARIA role: `"button"`, `"textbox"`, `"heading"` ...
            name: The accessible name: the text of a button, the label of a field.
            exact: Match the whole name, case-sensitively.
            checked: Only elements that are checked, or are not.
            disabled: Only elements that are disabled, or are not.
            expanded: Only elements that are expanded, or are not.
            level: The level of a heading.
            pressed: Only toggle buttons that are pressed, or are not.
            selected: Only options or tabs that are selected, or are not.
            include_hidden: Also find elements that are hidden from users.
        """
        return self._look_for(
            ByRole(role, name, exact, checked, disabled, expanded, level, pressed, selected, include_hidden)
        )

    def get_by_text(self, text: Words, *, exact: bool = False) -> Locator:
        """Find the innermost elements that contain a text."""
        return self._look_for(ByWords("text", text, exact))

    def get_by_label(self, text: Words, *, exact: bool = False) -> Locator:
        """Find form controls by the text of their label or their `aria-label`."""
        return self._look_for(ByWords("label", text, exact))

    def get_by_placeholder(self, text: Words, *, exact: bool = False) -> Locator:
        """Find form controls by their placeholder."""
        return self._look_for(ByWords("placeholder", text, exact))

    def get_by_title(self, text: Words, *, exact: bool = False) -> Locator:
        """Find elements by their `title` attribute."""
        return self._look_for(ByWords("title", text, exact))

    def get_by_alt_text(self, text: Words, *, exact: bool = False) -> Locator:
        """Find images by their alternative text."""
        return self._look_for(ByWords("alt_text", text, exact))

    def get_by_test_id(self, test_id: Words) -> Locator:
        """Find elements by their `data-testid` attribute."""
        return self._look_for(ByTestId(test_id))

    def locator(self, selector: str) -> Locator:
        """Find elements by a CSS selector: `"ul > li.done"`."""
        return self._look_for(ByCss(selector))


class Locator(Queries):
    """A query for elements of a page. It runs each time it is used, so it can be created before the elements exist.

    A locator is true if it matches at least one element: `assert page.get_by_text("Saved")`. `len()` counts the
    matches, and iterating gives a locator for each. Properties and actions of a single element raise `LocatorError`
    unless exactly one element matches.

    Args:
        driver: The browser that holds the page.
        steps: The steps of the query.
    """

    def __init__(self, driver: Driver, steps: Steps) -> None:
        self._driver = driver
        self._steps = steps

    def _look_for(self, step: QueryStep) -> Locator:
        return Locator(self._driver, (*self._steps, step))

    # How many, and which

    def count(self) -> int:
        """Count the matching elements."""
        return self._driver.count(self._steps)

    def __len__(self) -> int:
        return self.count()

    def __bool__(self) -> bool:
        return self.count() > 0

    def __iter__(self) -> Iterator[Locator]:
        return iter([self.nth(index) for index in range(self.count())])

    @property
    def first(self) -> Locator:
        """The first match."""
        return self.nth(0)

    @property
    def last(self) -> Locator:
        """The last match."""
        return self.nth(-1)

    def nth(self, index: int) -> Locator:
        """Return the match at an index, counted from 0, or from the end if it is negative."""
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
        """Narrow the matches down.

        Args:
            has_text: Keep elements that contain this text.
            has_not_text: Drop elements that contain this text.
            has: Keep elements that contain a match of this locator, which starts at the page.
            has_not: Drop elements that contain a match of this locator.
            visible: Keep only visible elements, or only hidden ones.
        """
        inner = None if has is None else has._steps
        not_inner = None if has_not is None else has_not._steps
        return self._look_for(Filter(has_text, has_not_text, inner, not_inner, visible))

    @property
    def texts(self) -> list[str]:
        """The texts of all matches."""
        return [one.text for one in self]

    # What one element is

    @property
    def text(self) -> str:
        """The visible text, with line breaks between blocks (`innerText`)."""
        return str(self._read("text"))

    @property
    def html(self) -> str:
        """The element as HTML."""
        return str(self._read("html"))

    @property
    def value(self) -> str:
        """The current value of a form control."""
        return str(self._read("value"))

    @property
    def selected(self) -> list[str]:
        """The values of the selected options of a select."""
        return list(self._read("selected"))

    @property
    def checked(self) -> bool:
        """True if a checkbox or radio button is checked."""
        return bool(self._read("checked"))

    @property
    def classes(self) -> set[str]:
        """The element's class names."""
        return set((self.get_attribute("class") or "").split())

    def __getitem__(self, attribute: str) -> str:
        """Return the value of an attribute: `link["href"]`.

        Raises:
            KeyError: The element has no such attribute.
        """
        value = self.get_attribute(attribute)
        if value is None:
            raise KeyError(attribute)
        return value

    def get_attribute(self, name: str, default: str | None = None) -> str | None:
        """Return the value of an attribute, or `default` if there is none."""
        value = self._read("attribute", name)
        return default if value is None else str(value)

    def style(self, name: str) -> str:
        """Return a property of the element's own `style`; empty if it is not set."""
        return str(self._read("style", name))

    def is_visible(self) -> bool:
        """Return whether the element is visible. In process, only attributes and `style` count; stylesheets are not
        read.
        """
        return bool(self._read("visible"))

    def is_enabled(self) -> bool:
        """Return whether the element is not disabled."""
        return bool(self._read("enabled"))

    def is_editable(self) -> bool:
        """Return whether the user can edit the control: it is neither disabled nor read-only."""
        return bool(self._read("editable"))

    def is_focused(self) -> bool:
        """Return whether the element has the focus."""
        return bool(self._read("focused"))

    @property
    def node(self) -> int:
        """The element's number on the wire, by which ops refer to it."""
        return int(self._read("node"))

    # What the user does with it

    @property
    def module(self) -> Module:
        """The JavaScript side of the client module that the element holds."""
        return Module(self._driver, self._steps)

    def click(
        self,
        *,
        button: Button = "left",
        modifiers: tuple[str, ...] = (),
        position: tuple[float, float] = (0, 0),
    ) -> None:
        """Click the element.

        Args:
            button: The mouse button.
            modifiers: The modifier keys that are held: `"Alt"`, `"Control"`, `"Meta"`, `"Shift"`.
            position: Where to click, in pixels from the element's top left corner. With the default, Chromium clicks
                its center. In process nothing is laid out, so these are the coordinates that the event reports.
        """
        self._act("click", button, modifiers, position, 1)

    def dblclick(
        self,
        *,
        button: Button = "left",
        modifiers: tuple[str, ...] = (),
        position: tuple[float, float] = (0, 0),
    ) -> None:
        """Double-click the element. The arguments are those of `click`."""
        self._act("click", button, modifiers, position, 2)

    def hover(self) -> None:
        """Move the mouse over the element."""
        self._act("hover")

    def drag_to(self, onto: Locator, *, text: str = "") -> None:
        """Drag the element onto another one.

        Args:
            onto: The element to drop it on.
            text: The text that the drop carries. In Chromium the page itself provides it.
        """
        self._act("drag", onto._steps, text)

    def fill(self, text: str) -> None:
        """Replace the value of a form control, with a single `input` event."""
        self._act("fill", text)

    def clear(self) -> None:
        """Empty a form control."""
        self.fill("")

    def type(self, text: str, *, delay: float = 0) -> None:
        """Type a text key by key at the end of a form control: `keydown`, `input` and `keyup` for each character.

        Args:
            text: The text.
            delay: The time between two keys, in seconds.
        """
        self._act("type", text, delay)

    def press(self, key: str) -> None:
        """Focus the element and press a key: `"Enter"`, `"ArrowDown"`, `"Control+A"`."""
        self._act("press", key)

    def paste(self, text: str) -> None:
        """Paste a text into the element."""
        self._act("paste", text)

    def upload(
        self,
        name: str | Mapping[str, bytes],
        data: bytes = b"",
        *,
        type: str | None = None,
        by: Literal["choose", "drop", "paste"] | None = None,
    ) -> None:
        """Upload files: choose them in a file input, drop them on the element, or paste them into it.

        Args:
            name: The file's name, or a mapping of names to contents for several files.
            data: The file's content.
            type: The file's MIME type; by default it is guessed from the name.
            by: How the user gives the file; by default the first way that the element accepts.
        """
        files = {name: data} if isinstance(name, str) else dict(name)
        self._act("upload", files, dict.fromkeys(files, type) if type else {}, by)

    def check(self) -> None:
        """Check a checkbox or radio button, unless it is checked already."""
        self._act("check", True)

    def uncheck(self) -> None:
        """Uncheck a checkbox, unless it is unchecked already."""
        self._act("check", False)

    def select(self, *choices: str) -> None:
        """Select these options of a select, and no others.

        Args:
            choices: The options' values or texts.
        """
        self._act("select", choices)

    def submit(self) -> None:
        """Submit the form that the element is or belongs to, as a click on its submit button does."""
        self._act("submit")

    def focus(self) -> None:
        """Focus the element."""
        self._act("focus")

    def blur(self) -> None:
        """Remove the focus from the element."""
        self._act("blur")

    def scroll_to(self, top: float, left: float = 0) -> None:
        """Scroll the element's content.

        Args:
            top: The distance from the top, in pixels.
            left: The distance from the left, in pixels.
        """
        self._act("scroll", top, left)

    def dispatch(self, type: str, fields: Mapping[str, object] | None = None, **more: object) -> None:
        """Dispatch an event at the element, without the browser's default action.

        Args:
            type: The event's name.
            fields: The event's properties.
            more: Further properties, as keywords.
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


class Module:
    """The JavaScript side of a client module. In process, the test plays its part; in Chromium, the real module runs.

    Args:
        driver: The browser that holds the page.
        steps: The query for the module's element.
    """

    def __init__(self, driver: Driver, steps: Steps) -> None:
        self._driver = driver
        self._steps = steps

    @property
    def values(self) -> dict[str, Any]:
        """The model's values, by name. Bytes are included in process, but not in Chromium."""
        found: dict[str, Any] = self._driver.read(self._steps, "module", "values")
        return found

    def __getitem__(self, name: str) -> Any:
        """Return one of the model's values."""
        return self.values[name]

    @property
    def messages(self) -> list[tuple[Any, list[Any]]]:
        """The messages that the component has sent, each with its buffers."""
        found: list[tuple[Any, list[Any]]] = self._driver.read(self._steps, "module", "messages")
        return found

    def save(self, **values: Any) -> None:
        """Set values and save them, as the module does with ``model.set(...)`` and ``model.save_changes()``."""
        self._driver.act(self._steps, "module", "save", values)

    def send(self, content: Any, buffers: Iterable[Any] = ()) -> None:
        """Send a message to the component, as the module does with ``model.send(content, undefined, buffers)``."""
        self._driver.act(self._steps, "module", "send", content, list(buffers))

    def expose(self, name: str, function: Callable[..., Any]) -> None:
        """Provide the function behind ``await module.call(name, ...)``. In Chromium, the module's own function is
        called.

        Args:
            name: The function's name.
            function: The stand-in; it is called with the arguments only.
        """
        self._driver.act(self._steps, "module", "expose", name, function)
