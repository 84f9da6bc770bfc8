"""Client modules: components that are drawn by an ES module, with their fields as its model."""

from __future__ import annotations

import asyncio
import inspect
import logging
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from secrets import token_urlsafe
from types import UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    Final,
    Literal,
    TypeAlias,
    TypeVar,
    Union,
    get_args,
    get_origin,
)

import msgspec
from msgspec import structs
from pydantic import Field, PrivateAttr, ValidationError
from pydantic.fields import FieldInfo

from domsync.components.client_modules.addresses import ModuleAddresses, ModuleNeeds, ModuleText
from domsync.components.client_modules.values import plain
from domsync.components.component import Component, NotMountedError
from domsync.components.elements.factory import make_island
from domsync.components.elements.rules import HTML
from domsync.components.handlers import Handler, Plan, known_listener
from domsync.components.handlers.decoding import decode
from domsync.components.handlers.finishing import Finishing
from domsync.components.shared_text import Privately
from domsync.components.vnode import Directives, VNode, handlers_of
from domsync.dom.checks.js_values import from_js, to_js
from domsync.dom.element.browser_calls import MODULE
from domsync.dom.events.results import is_awaitable
from domsync.dom.tree.js_properties import js_values, take_js_properties
from domsync.dom.tree.lazy import EAGER
from domsync.errors import DomsyncError, ProtocolError

if TYPE_CHECKING:
    from domsync.dom.element.element import Element
    from domsync.dom.events.event import Event

T = TypeVar("T")
logger: logging.Logger = logging.getLogger("domsync")

#: The event by which a browser reports what a module has saved and sent.
EVENT: Final = "module"


class _FromBrowser:
    """Marks a field that a module may set."""

    def __repr__(self) -> str:
        return "Writable"


#: A field that the module may set from the browser: ``zoom: Writable[int] = 5``. What it sets is validated.
Writable: TypeAlias = Annotated[T, _FromBrowser()]


class Told(msgspec.Struct, forbid_unknown_fields=True):
    """A browser's report on a module: saved values, a message, or a failure.

    Attributes:
        set: The new values by name.
        content: The content of a message.
        buffers: The binary buffers of a message.
        error: What the browser could not do, for the log.
        text: All of these as pieces of a JSON text, if it was too long for a single message.
    """

    set: dict[str, Any] | msgspec.UnsetType = msgspec.UNSET
    content: Any = msgspec.UNSET
    buffers: list[Any] = []
    error: str | None = None
    text: list[str] | None = None


class ModuleFailedError(DomsyncError, RuntimeError):
    """A module could not be shown in a browser.

    Args:
        module: The class.
        text: The browser's error message.
    """

    def __init__(self, module: str, text: str) -> None:
        super().__init__(module, text)
        self.module = module
        self.text = text

    def __str__(self) -> str:
        return f"the browser could not show {self.module}: {self.text}"


class ClientModule(Component):
    """A part of a page that JavaScript draws. The component's fields are the model of an ES module.

    >>> from domsync import ClientModule, Writable
    >>> class Map(ClientModule):
    ...     module = "map.js"
    ...     css = ("leaflet/dist/leaflet.css",)
    ...     center: Writable[tuple[float, float]] = (48.2, 16.37)
    ...     markers: list[str] = []

    The module follows anywidget's interface: its default export has ``initialize({model})`` and ``render({model, el,
    signal})``, either of which may return a cleanup function. ``model`` has ``get``, ``set``, ``save_changes``, ``on``,
    ``off`` and ``send``.

    Assigning to a field sends the module only the difference, once per turn of the event loop: for a list that has
    grown by one item, that item. What the module saves is validated and assigned to fields that are :data:`Writable`;
    other changes are refused and reverted. Fields with ``Field(exclude=True)`` stay in Python.

    Args:
        attrs: Keyword arguments of the element that the module is drawn in: ``{"class_": "map", "style": {"height":
            "20em"}}``.
        on_change: Called with a dict of the fields that the module has changed.
        on_message: Called with each message of the module, and with a list of its buffers if it takes two arguments.
    """

    #: The ES module: a path beside the file of the class, or a name of ``app.modules``.
    module: ClassVar[str] = ""
    #: Its style sheets: paths, or below a name of ``app.modules``.
    css: ClassVar[tuple[str, ...]] = ()
    #: Classic scripts, which define global names: pairs of an installed distribution and one of its files. They are
    #: loaded before the module, in this order.
    scripts: ClassVar[tuple[tuple[str, str], ...]] = ()
    #: The element that it is drawn in.
    tag: ClassVar[str] = "div"
    #: Whether it assigns markup (`innerHTML`), or the names of the libraries of ``app.modules`` that do.
    trusted_html: ClassVar[bool | tuple[str, ...]] = False
    #: Whether it creates style elements: ``"nonce"`` if they carry the page's nonce, ``"inline"`` if not.
    styles: ClassVar[Literal["nonce", "inline"] | None] = None
    #: Further additions to the policy of the pages that show it.
    policy: ClassVar[Mapping[str, Iterable[str]]] = {}

    attrs: dict[str, Any] = Field(default={}, exclude=True, repr=False)
    on_change: Callable[..., Any] | None = Field(default=None, exclude=True, repr=False)
    on_message: Callable[..., Any] | None = Field(default=None, exclude=True, repr=False)

    _element: Any = PrivateAttr(None)
    _name: str | None = PrivateAttr(None)

    # For subclasses to override

    def changed(self, changes: dict[str, Any]) -> Awaitable[None] | None:
        """Called when the module has changed fields, after they were assigned. May be ``async``.

        Args:
            changes: The new values by name.
        """
        return None

    def received(self, content: Any, buffers: list[Any]) -> Awaitable[None] | None:
        """Called with a message from the module. May be ``async``.

        Args:
            content: The message.
            buffers: Its binary buffers: bytes, or a memoryview for a typed array.
        """
        return None

    # For programs to call

    def send(self, content: Any, buffers: Iterable[Any] = ()) -> None:
        """Send a message to the module, which receives it with ``model.on("msg:custom", (content, buffers) => ...)``.

        Args:
            content: JSON, which may contain bytes and arrays.
            buffers: Bytes and arrays that are delivered in a separate list.

        Raises:
            NotMountedError: The module is not on a page.
            TypeError: A value does not exist in JavaScript.
        """
        element = self._on_show("send()")
        element.getDocument().call(element, MODULE, "message", self._js(content), [self._js(each) for each in buffers])

    async def call(self, function: str, /, *arguments: Any) -> Any:
        """Call a function of the module's default export: ``await self.call("fitBounds", bounds)``.

        In the module it is ``fitBounds({ model, el, signal }, bounds)``, called after the module was rendered. If
        several browsers show a shared part, the first answer counts.

        Args:
            function: The function's name.
            arguments: Its further arguments.

        Returns:
            The function's result; a promise is awaited.

        Raises:
            NotMountedError: The module is not on a page.
            DOMException: OperationError: there is no such function, or it raised an exception.
            ClientGone: The browser has left.
        """
        element = self._on_show("call()")
        given = [self._js(argument) for argument in arguments]
        return from_js(await element.getDocument().ask(element, MODULE, "call", function, given))

    def view(self, tag: str = "div", /, **attributes: Any) -> VNode:
        """Create an element that shows the same model again, for as long as this component is on the page too.

        Args:
            tag: The element's tag name.
            attributes: The element's keyword arguments, as of ``h.div``.
        """
        if self._name is None:
            self._name = token_urlsafe(9)
            self.refresh()
        place = make_island(HTML.checked(tag).make(**attributes), _nothing)
        return structs.replace(place, attributes={**(place.attributes or {}), "data-domsync-view": self._name})

    @classmethod
    def needs(cls) -> ModuleNeeds:
        """List what a page has to allow for the module."""
        return ModuleNeeds(cls.__name__, cls.trusted_html, cls.styles, cls.policy)

    # On the page

    def render(self) -> VNode:
        """Render the element that the module is drawn in."""
        cls = type(self)
        addresses = self.use(ModuleAddresses, _NAMES)
        sources = self._sources()
        if not sources[0]:
            raise TypeError(f'{cls.__name__} has no module; write `module = "file.js"` into the class')
        module, *sheets = [addresses.address(source, _folder(cls)) for source in sources]
        scripts = [addresses.address(script, _folder(cls)) for script in cls.scripts]
        addresses.need(self._own_needs(), (module, *scripts, *sheets))
        values = self._values()
        fields = ((EVENT, module), *(("script", one) for one in scripts), *(("css", sheet) for sheet in sheets))
        listener = known_listener(fields, 0, 0, 0, ())
        place = HTML.checked(cls.tag).make(**self.attrs)
        attributes = place.attributes
        if self._name is not None:
            attributes = {**(attributes or {}), "data-domsync-model": self._name}
        own = place.directives or Directives()
        return structs.replace(
            place,
            attributes=attributes,
            listeners={**(place.listeners or {}), EVENT: listener},
            handlers=(*handlers_of(place), Handler(self._hear, Plan(EVENT, listener, wants_event=True))),
            directives=structs.replace(own, fill=self._enter, gone=self._leave, props=values),
            listening=place.listening + 1,
            size=EAGER,
            plain=False,
        )

    def _sources(self) -> tuple[str | ModuleText, ...]:
        return (self.module, *self.css)

    def _own_needs(self) -> ModuleNeeds:
        return self.needs()

    def _values(self) -> dict[str, Any]:
        """Read the values that the model holds."""
        return js_values({name: getattr(self, name) for name in _model_fields(type(self))}, plain)

    def _js(self, value: Any) -> Any:
        return to_js(value, 0, plain)

    def _enter(self, element: Element) -> None:
        self._element = element

    def _leave(self, element: Element) -> None:
        if self._element is element:
            self._element = None

    def _on_show(self, what: str) -> Element:
        element: Element | None = self._element
        if element is None or not element.isConnected:
            raise NotMountedError(type(self).__name__, what)
        return element

    def _hear(self, event: Event) -> Awaitable[object] | None:
        """Handle a report from a browser."""
        told: Told = decode(event.payload, Told)
        if told.text is not None:
            told = decode("".join(told.text).encode(), Told)
        element: Any = event.currentTarget
        try:
            values = {} if told.set is msgspec.UNSET else {name: from_js(value) for name, value in told.set.items()}
            content, buffers = from_js([told.content, told.buffers])
            has = {name: to_js(value) for name, value in values.items()}
        except (TypeError, ValueError, RecursionError) as error:
            raise ProtocolError(4400, "invalid message", str(error)) from error
        waiting: list[Awaitable[object]] = []
        if told.error is not None:
            self._failed(element, told.error[:1000])
        if values:
            if self._is_private(element):
                # The browser has these values now. The next comparison reverts those that were not accepted.
                take_js_properties(element, has)
            waiting += self._set(element, values)
        if told.content is not msgspec.UNSET:
            waiting += self._message(content, buffers)
        if len(waiting) > 1:
            return Finishing(_all(waiting))
        return waiting[0] if waiting else None

    def _failed(self, element: Element, text: str) -> None:
        element.getDocument().report(
            ModuleFailedError(type(self).__name__, text), f"{type(self).__name__} in a browser"
        )

    def _set(self, element: Element, values: dict[str, Any]) -> list[Awaitable[object]]:
        """Assign the values that the module has saved to the fields that it may set."""
        writable = _writable(type(self))
        changes: dict[str, Any] = {}
        for name, value in values.items():
            if name not in writable:
                self._refuse(element, name, "it is not Writable")
                continue
            try:
                setattr(self, name, _as_annotated(type(self), name, value))
            except ValidationError as error:
                self._refuse(element, name, error.errors()[0]["msg"])
            else:
                changes[name] = getattr(self, name)
        if not changes:
            return []
        return [*_run(self.changed, changes), *_run(self.on_change, changes)]

    @staticmethod
    def _is_private(element: Element) -> bool:
        """Return whether only one browser shows an element, so that its changes do not concern others."""
        document = element.getDocument()
        return Privately.document(document) is document

    def _refuse(self, element: Element, name: str, reason: str) -> None:
        text = f"{type(self).__name__}.{name} was not changed by the browser: {reason}"
        logger.warning("%s", text)
        if self._is_private(element):
            element.getDocument().call(element, MODULE, "refused", text)

    def _message(self, content: Any, buffers: list[Any]) -> list[Awaitable[object]]:
        return [*_run(self.received, content, buffers), *_run(self.on_message, content, buffers)]


_NAMES: Final = ModuleAddresses()


def _nothing(element: Element) -> None:
    """Leave the content of the element to the module."""


def module_files(cls: type[ClientModule]) -> list[tuple[str | tuple[str, str], Path | None]]:
    """Return the files of a class, its module first, each with the folder that its path is relative to.

    Args:
        cls: The class.
    """
    sources: list[str | tuple[str, str]] = [cls.module, *cls.scripts, *cls.css]
    return [(source, _folder(cls)) for source in sources]


@lru_cache(1024)
def _folder(cls: type) -> Path | None:
    """The folder of the file that defines a class."""
    for base in cls.__mro__:
        # The class that sets `module`: a subclass may be in another folder.
        if "module" in vars(base):
            file = getattr(sys.modules.get(base.__module__), "__file__", None)
            return None if file is None else Path(file).parent
    return None


#: The fields that every client module has, which do not belong to the model.
_OWN: Final = frozenset(ClientModule.model_fields)


@lru_cache(1024)
def _model_fields(cls: type[ClientModule]) -> tuple[str, ...]:
    return tuple([name for name, field in cls.model_fields.items() if name not in _OWN and not field.exclude])


@lru_cache(1024)
def _writable(cls: type[ClientModule]) -> frozenset[str]:
    return frozenset(
        name
        for name in _model_fields(cls)
        if any(isinstance(mark, _FromBrowser) for mark in _marks(cls.model_fields[name]))
    )


def _marks(field: FieldInfo) -> Iterator[Any]:
    """The metadata of a field, also those of the parts of a union: ``Writable[int] | None``."""
    yield from field.metadata
    waiting = [field.annotation]
    while waiting:
        annotation: Any = waiting.pop()
        origin = get_origin(annotation)
        if origin is Annotated:
            yield from annotation.__metadata__
        elif origin in (Union, UnionType):
            waiting += get_args(annotation)


def _as_annotated(cls: type[ClientModule], name: str, value: Any) -> Any:
    """Convert a typed array to a NumPy array, if the field is annotated with one."""
    annotation = cls.model_fields[name].annotation
    origin: Any = getattr(annotation, "__origin__", annotation)
    if isinstance(value, memoryview) and getattr(origin, "__module__", "") == "numpy":
        numpy: Any = sys.modules["numpy"]
        return numpy.array(value)
    return value


def _run(handler: Callable[..., Any] | None, *arguments: Any) -> list[Awaitable[object]]:
    """Call a handler with as many arguments as it takes, and return what is left to be awaited.

    The component that it belongs to is rendered again, because the handler may have changed something in place.
    """
    if handler is None:
        return []
    owner = getattr(handler, "__self__", None)
    refresh: Callable[[], None] = owner.refresh if isinstance(owner, Component) else _done
    awaitable = None
    try:
        result: object = handler(*arguments[: _positional(handler)])
        awaitable = result if is_awaitable(result) else None
    finally:
        if awaitable is None:
            refresh()
    return [Finishing(awaitable, refresh)] if awaitable is not None else []


def _done() -> None:
    pass


def _positional(function: Callable[..., Any]) -> int:
    """Count the positional arguments that a function takes."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return 1
    if any(parameter.kind is parameter.VAR_POSITIONAL for parameter in parameters):
        return sys.maxsize
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return sum(parameter.kind in kinds for parameter in parameters)


async def _all(waiting: list[Awaitable[object]]) -> None:
    await asyncio.gather(*waiting)
