"""Shared parts: one document for all viewers, rendered, compared and encoded once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, overload

from msgspec import structs

from domsync.components.component import Component
from domsync.components.elements.rules import HTML
from domsync.components.elements.vocabulary import TEXT_ONLY, VOID
from domsync.components.reconciler.mount_points import mount, scheduler_of
from domsync.components.reconciler.unmount import remove_slots
from domsync.components.shared.inputs import SharedDocument
from domsync.components.vnode import Child, Directives, VNode
from domsync.dom.document.builder import Builder
from domsync.dom.document.dispose import destroy_document
from domsync.dom.tree.lazy import EAGER
from domsync.errors import DomsyncError

if TYPE_CHECKING:
    from domsync.dom.element.element import Element

C = TypeVar("C", bound=Component)


class SharedTwiceError(DomsyncError, ValueError):
    """A shared part was put in two places of one page.

    Args:
        name: What it shows.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return f"{self.name} is on this page already; a browser shows a shared part in one place"


class SharedInSharedError(DomsyncError, ValueError):
    """A shared part was put inside another one.

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
    """Shows the result of a function, and calls it again when a State that it read has changed."""

    function: Callable[[], Any]

    def render(self) -> Any:
        """Render the result of the function."""
        return self.function()


class Shared(Generic[C]):
    """A part of a page that is the same for everyone who sees it.

    Use it as a child like any other. Its content is rendered, compared and encoded once, however many viewers there
    are; everything around it stays private to each visitor.

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
        shown: A component class, a component, or a function that returns the content. A function that returns a
            component is called once; any other is called again whenever a State that it read has changed.
        tag: The tag of the element that holds the part in each page.
        attributes: The attributes of that element, as in ``h.div(...)``, without handlers.

    Raises:
        TypeError: ``shown`` is none of these, ``tag`` cannot contain elements, or an attribute does not exist.

    The component starts when the part is shown for the first time, and ends with the app that serves it. Handlers call
    :func:`domsync.sender` to find out who sent an event. An input inside that is bound, or whose ``value`` or
    ``checked`` follows what is entered, is the same for all viewers; what a visitor types into any other input stays in
    their browser.
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
            raise TypeError(f"Shared takes a component class, a component or a function, not {shown!r}")
        place = HTML.checked(tag).make(**attributes)
        if place.tag in VOID or place.tag in TEXT_ONLY:
            raise TypeError(
                f"a shared part cannot be in <{place.tag}>, which cannot contain elements; give another tag="
            )
        if place.handlers is not None or place.directives is not None:
            raise TypeError(
                "the element of a shared part takes attributes only; put handlers, ref and show on an element around it"
            )
        self._shown: Any = shown
        self._component: Any = shown if isinstance(shown, Component) else None
        #: The document that all viewers see; None until it is needed.
        self.document: SharedDocument | None = None
        #: The server's data about it.
        self.part: Any = None
        #: The element that holds it in a page.
        self.vnode: VNode = structs.replace(
            place, size=EAGER, directives=Directives(None, self._enter, True, self._leave), plain=False
        )

    @property
    def component(self) -> C:
        """The single component. Change its fields from anywhere, and all pages follow."""
        if self._component is None:
            made = self._shown()
            self._component = made if isinstance(made, Component) else FromFunction(function=self._shown)
        return self._component  # type: ignore[no-any-return]

    def open(self) -> SharedDocument:
        """Return the shared document, creating it if there is none."""
        if self.document is None:
            self.document = SharedDocument()
            scheduler_of(self.document).shows = self._refuse
        return self.document

    def start(self) -> None:
        """Render the part for the first time. Does nothing if that has been done."""
        document = self.open()
        if not scheduler_of(document).roots:
            mount(self.component, document.documentElement)

    def close(self) -> None:
        """End the part: its component leaves, and its tasks are cancelled. It can be shown again."""
        document, self.document, self.part = self.document, None, None
        if document is None:
            return
        # The changes that follow are not sent to anybody.
        document.on_ops = None
        scheduler = scheduler_of(document)
        for root in tuple(scheduler.roots):
            remove_slots([root])
        scheduler.close()
        destroy_document(document)

    def append_to(self, parent: Element) -> Element:
        """Show the part at the end of an element of the raw DOM, for as long as the page lives.

        Args:
            parent: An element of a page's document.

        Returns:
            The element that holds the part.

        Raises:
            SharedTwiceError: The page already shows the part.
        """
        builder = Builder(parent.getDocument())
        element = builder.element(self.vnode)
        builder.connect(parent, [element], None, [structs.replace(self.vnode, directives=None)])
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
