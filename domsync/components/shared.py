"""A part of a page that all its viewers share: one document, rendered, compared and encoded once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, overload

from msgspec import structs

from domsync.components.component import Component
from domsync.components.leaving import remove_slots
from domsync.components.root import mount, scheduler_of
from domsync.components.rules import HTML
from domsync.components.shared_inputs import SharedDocument
from domsync.components.vnode import Child, Extra, VNode
from domsync.components.vocabulary import TEXT_ONLY, VOID
from domsync.dom.builder import Builder
from domsync.dom.deferred import AT_ONCE
from domsync.dom.dismantle import release
from domsync.errors import DomsyncError

if TYPE_CHECKING:
    from domsync.dom.element import Element

C = TypeVar("C", bound=Component)


class SharedTwiceError(DomsyncError, ValueError):
    """One shared part was put in two places of one page.

    Args:
        name: What it shows.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return f"{self.name} is on this page already; a browser shows a shared part in one place"


class SharedInSharedError(DomsyncError, ValueError):
    """One shared part was put into another one.

    Args:
        name: What the inner one shows.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return (
            f"{self.name} is in another shared part; put both beside each other into the page, "
            "or show the inner one's component itself"
        )


class FromFunction(Component):
    """Shows what a function returns, and calls it again when a State that it read has changed."""

    function: Callable[[], Any]

    def render(self) -> Any:
        """Show it."""
        return self.function()


class Shared(Generic[C]):
    """A part of a page that is one and the same for all who see it.

    It is a child like any other. What it shows is rendered, compared and encoded once, whatever the number of viewers;
    everything around it stays private to each visitor.

    >>> from domsync import Component, Shared, html as h
    >>> class Messages(Component):
    ...     texts: list[str] = []
    ...
    ...     def render(self):
    ...         return h.ul(h.li(text) for text in self.texts)
    >>> board = Shared(Messages)
    >>> class Page(Component):
    ...     draft: str = ""
    ...
    ...     def render(self):
    ...         form = h.form(h.input(bind=self.field("draft")), on_submit=self.send)
    ...         return h.main(h.h1("Messages"), board, form)
    ...
    ...     def send(self):
    ...         board.component.texts.append(self.draft)
    ...         board.component.refresh()
    ...         self.draft = ""

    Args:
        shown: A component class, a component, or a function that returns what is shown. A function that returns a
            component is called once; any other one again whenever a State that it read has changed.
        tag: The element that holds it in each page.
        attributes: That element's attributes, as in ``h.div(...)``, without handlers.

    Raises:
        TypeError: ``shown`` is none of these, ``tag`` has no elements in it, or there is no such attribute.

    The component begins when the part is shown for the first time, and ends with the app that serves it. Where its
    handlers need to know who sent an event, they ask :func:`domsync.sender`. An input inside that is bound, or whose
    ``value`` or ``checked`` follows what is entered, is the same for all; what one types into any other one stays in
    that visitor's browser.
    """

    __slots__ = ("__weakref__", "_component", "_shown", "document", "part", "vnode")
    __domsync_shared__: ClassVar[bool] = True

    @overload
    def __init__(self, shown: C, *, tag: str = "div", **attributes: Any) -> None: ...
    @overload
    def __init__(self, shown: Callable[[], C], *, tag: str = "div", **attributes: Any) -> None: ...
    @overload
    def __init__(
        self: Shared[Component], shown: Callable[[], Child], *, tag: str = "div", **attributes: Any
    ) -> None: ...
    def __init__(self, shown: Any, *, tag: str = "div", **attributes: Any) -> None:
        if not isinstance(shown, Component) and (
            not callable(shown) or (isinstance(shown, type) and not issubclass(shown, Component))
        ):
            raise TypeError(f"what is shared is a component class, a component or a function, not {shown!r}")
        place = HTML.checked(tag).make(**attributes)
        if place.tag in VOID or place.tag in TEXT_ONLY:
            raise TypeError(
                f"a shared part cannot stand in <{place.tag}>, which has no elements in it; give another tag="
            )
        if place.handlers is not None or place.extra is not None:
            raise TypeError("the element of a shared part takes attributes only; put handlers, ref and show around it")
        self._shown: Any = shown
        self._component: Any = shown if isinstance(shown, Component) else None
        #: The document that all viewers see, or None while nobody has asked for it.
        self.document: SharedDocument | None = None
        #: What the server keeps for it.
        self.part: Any = None
        #: What stands for it in a page.
        self.vnode: VNode = structs.replace(
            place, size=AT_ONCE, extra=Extra(None, self._enter, True, self._leave), plain=False
        )

    @property
    def component(self) -> C:
        """The one component. Its fields can be changed from anywhere; what it shows follows by itself."""
        if self._component is None:
            made = self._shown()
            self._component = made if isinstance(made, Component) else FromFunction(function=self._shown)
        return self._component  # type: ignore[no-any-return]

    def open(self) -> SharedDocument:
        """The shared document, which is made if there is none."""
        if self.document is None:
            self.document = SharedDocument()
            scheduler_of(self.document).shows = self._refuse
        return self.document

    def start(self) -> None:
        """Render it for the first time; nothing if that has been done."""
        document = self.open()
        if not scheduler_of(document).roots:
            mount(self.component, document.documentElement)

    def close(self) -> None:
        """End it: its component leaves, and what runs for it is cancelled. It can be shown again."""
        document, self.document, self.part = self.document, None, None
        if document is None:
            return
        # Nobody is to hear of what happens now.
        document.on_ops = None
        scheduler = scheduler_of(document)
        for root in tuple(scheduler.roots):
            remove_slots([root])
        scheduler.close()
        release(document)

    def append_to(self, parent: Element) -> Element:
        """Show it at the end of an element of the raw DOM, for as long as the page lives.

        Args:
            parent: An element of a page's document.

        Returns:
            The element that holds it.

        Raises:
            SharedTwiceError: The page shows it already.
        """
        builder = Builder(parent.getDocument())
        element = builder.element(self.vnode)
        builder.connect(parent, [element], None, [structs.replace(self.vnode, extra=None)])
        self._enter(element)
        return element

    def _enter(self, element: Element) -> None:
        if not element.isConnected:
            return
        scheduler = scheduler_of(element.getDocument())
        if scheduler.places is None:
            scheduler.places = {}
        if scheduler.places.setdefault(self, element) is not element:
            raise SharedTwiceError(repr(self))
        if scheduler.shows is not None:
            scheduler.shows(self, element)

    def _leave(self, element: Element) -> None:
        scheduler = scheduler_of(element.getDocument())
        if scheduler.places is not None and scheduler.places.get(self) is element:
            del scheduler.places[self]
            if scheduler.shows is not None:
                scheduler.shows(self, None)

    def _refuse(self, inner: Shared[Any], element: Element | None) -> None:
        if element is not None:
            raise SharedInSharedError(repr(inner))

    def __repr__(self) -> str:
        shown = self._shown
        return f"Shared({type(shown).__name__ if isinstance(shown, Component) else getattr(shown, '__name__', shown)})"
