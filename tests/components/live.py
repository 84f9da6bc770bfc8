"""A component on a page without a server: a browser in Python follows it, and what was raised is not overlooked."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

import msgspec

from domsync import Component, Document, mount, unmount
from domsync.components import scheduler_of
from domsync.components.reconciler.instance import instance_of
from domsync.dom.element.element import Element
from domsync.dom.events import browser_event, merge_for_browser
from domsync.dom.limits import Limits
from domsync.dom.ops import DOCUMENT, WINDOW, Op
from domsync.render import FrameWriter
from domsync.testing.browser.apply import ReferenceBrowser
from domsync.testing.tree.canonical import Form, canonical

C = TypeVar("C", bound=Component)


class Log(logging.Handler):
    """What the library has reported: pairs of what failed and the exception."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.entries: list[tuple[str, BaseException]] = []
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        assert error is not None, record.getMessage()
        where = record.args[0] if isinstance(record.args, tuple) and record.args else record.getMessage()
        self.entries.append((str(where), error))
        self.texts.append(record.getMessage())

    def take(self) -> list[tuple[str, BaseException]]:
        """What was reported since the last call."""
        entries, self.entries = self.entries, []
        return entries


class Live(Generic[C]):
    """A component on a page of its own.

    Args:
        component: The component.
        log: Gets what is reported.
        development: As for a scheduler.
        limits: The document's limits.
        around: Where in the document to put it; the body unless given.
    """

    def __init__(
        self,
        component: C,
        log: Log,
        *,
        development: bool = True,
        limits: Limits | None = None,
        around: Callable[[Document], Element] | None = None,
    ) -> None:
        self.log = log
        self.component = component
        self.document = Document(scripts=False)
        if limits is not None:
            self.document.limits = limits
        self.scheduler = scheduler_of(self.document)
        self.scheduler.development = development
        self._writer = FrameWriter(0)
        self._seq = 0
        self.browser = ReferenceBrowser(self.document.root_id)
        #: Whether checks look at all nodes, so that all that is deferred is made.
        self.looks = True
        mount(component, around(self.document) if around else self.document.body)
        #: The ops of the first render.
        self.first = self.ops()

    def ops(self) -> list[Op]:
        """Bring the page up to date, have the browser follow, and say what it was told."""
        self.scheduler.flush()
        ops = self.document.take_ops()
        self._seq += 1
        self.browser.receive(self._writer.frame(self._seq, 0, ops))
        self.check()
        return ops

    def enter(self, target: str | Element, value: str | bool) -> None:
        """Type into, tick or choose, without an event."""
        element = self.find(target) if isinstance(target, str) else target
        self.document.apply_user_input(element, value)
        shown = self.browser.documents[0].element(element.node_id)
        shown.set_property("checked" if isinstance(value, bool) else "value", value)

    def check(self) -> None:
        """The browser shows what is live, and listens to what is wanted."""
        shown = self.browser.documents[0]
        assert shown.canonical(listeners=True) == self.late.canonical(listeners=True)
        if self.looks:
            assert shown.canonical(listeners=True) == canonical(self.document, listeners=True)
        assert shown.listeners[DOCUMENT] == merge_for_browser(self.document.listener_list or ())
        assert shown.listeners[WINDOW] == merge_for_browser(self.document.defaultView.listener_list or ())

    def change(self, **fields: Any) -> list[Op]:
        """Assign to fields of the component, and say what the browser was told."""
        for name, value in fields.items():
            setattr(self.component, name, value)
        return self.ops()

    def refresh(self) -> list[Op]:
        """Render the component again, and say what the browser was told."""
        self.component.refresh()
        return self.ops()

    @property
    def html(self) -> str:
        """What stands in the body."""
        return self.document.body.innerHTML

    @property
    def form(self) -> Form:
        """The canonical form of the whole page."""
        return self.late.documents[0].canonical()

    @property
    def form_without_defaults(self) -> Any:
        """The same without what controls began with: a page that is rendered anew begins with what they hold."""
        return without_defaults(self.form)

    @property
    def late(self) -> ReferenceBrowser:
        """A browser that comes now."""
        late = ReferenceBrowser(self.document.root_id)
        late.apply(self.document.snapshot())
        return late

    def find(self, selector: str) -> Element:
        """The first element that matches."""
        found = self.document.body.querySelector(selector)
        assert found is not None, f"no {selector} in {self.html}"
        return found

    def fire(
        self, target: str | Element, event: str = "click", value: Any = None, **fields: Any
    ) -> list[Awaitable[Any]]:
        """Report an event, as the browser would; what is left to do is returned."""
        element = self.find(target) if isinstance(target, str) else target
        if value is not None:
            self.enter(element, value)
            fields |= {"checked" if isinstance(value, bool) else "value": value}
        return self.document.dispatch(element, browser_event(event, msgspec.json.encode(fields)))

    def click(self, target: str | Element) -> list[Op]:
        """Click on an element, and say what the browser was told."""
        assert self.fire(target) == []
        return self.ops()

    def reported(self) -> list[tuple[str, BaseException]]:
        """What was reported since the last call."""
        return self.log.take()

    def end(self) -> None:
        """Take the component off the page."""
        if instance_of(self.component) is not None:
            unmount(self.component)
            self.ops()


def without_defaults(form: Any) -> Any:
    """A canonical form without the defaults of controls; what they hold stays."""
    if isinstance(form, str) or form[0] == "#comment":
        return form
    name, namespace, attributes, styles, properties, children = form
    defaults = {"input": ("value", "checked"), "option": ("selected",)}.get(name, ())
    kept = [attribute for attribute in attributes if attribute[1] not in defaults]
    below = [] if name == "textarea" else [without_defaults(child) for child in children]
    return [name, namespace, kept, styles, properties, below]
