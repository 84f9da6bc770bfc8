"""The base class of a user's components: pydantic state and a ``render`` method."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from inspect import signature
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar, get_args, overload

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError
from pydantic_core.core_schema import ErrorType

from domsync.components.elements.bind import Binding
from domsync.components.locales import Locale
from domsync.components.page_words import FAILED_REFERENCE, page_word
from domsync.components.source_location import users_frame
from domsync.components.state.fields import assign, refuse_common_defaults
from domsync.components.state.tracking import observer
from domsync.components.vnode import Child, Key, VNode
from domsync.errors import DomsyncError

T = TypeVar("T")
_MISSING: Any = object()


class ComponentHost(Protocol):
    """A component's place on a page, as far as the component needs it (`reconciler.instance.Instance`)."""

    @property
    def development(self) -> bool:
        """True if errors show their text on the page."""

    def invalidate(self) -> None:
        """Render the component at the next flush."""

    def assigned(self, field: object, before: object, now: object) -> None:
        """Note that a field was assigned, and render the component at the next flush.

        Args:
            field: The field's name.
            before: The old value.
            now: The new value.
        """

    def provide(self, kind: type, value: object) -> None:
        """Provide a value to all components below."""

    def use(self, kind: type[T], default: T) -> T:
        """Return the nearest value of a type that is provided above or by the page; subscribes the component."""

    async def flush(self) -> None:
        """Render what is dirty, including this component, and wait until the browser's connection has accepted it."""


class NotMountedError(DomsyncError, RuntimeError):
    """A component is not on a page, which an operation requires.

    Args:
        component: The name of its class.
        what: The operation.
    """

    def __init__(self, component: str, what: str) -> None:
        super().__init__(component, what)
        self.component = component
        self.what = what

    def __str__(self) -> str:
        return (
            f"{self.component}.{self.what} needs a component that is on a page; "
            "call it in render(), in mounted() or later, not while the object is being made"
        )


class NotProvidedError(DomsyncError, LookupError):
    """No component above provides a value of this type.

    Args:
        kind: The requested type.
        component: The name of the class that requested it.
    """

    def __init__(self, kind: type, component: str) -> None:
        super().__init__(kind, component)
        self.kind = kind
        self.component = component

    def __str__(self) -> str:
        name = self.kind.__name__
        return f"{self.component} uses {name}, but no component above it called self.provide() with a {name}"


class NotALayoutError(DomsyncError, RuntimeError):
    """A component that is not a layout has used its outlet.

    Args:
        component: The name of its class.
    """

    def __init__(self, component: str) -> None:
        super().__init__(component)
        self.component = component

    def __str__(self) -> str:
        return (
            f"{self.component}.outlet() is for layouts: no page stands in this component. Write "
            f'@app.layout("/") above the class; a component that is shown by another one gets its content as a field'
        )


class Component(BaseModel):
    """A part of a page: its fields are its state, ``render`` shows them.

    Fields are declared, validated and serialised as in pydantic. Assigning to a field validates the value and renders
    the component again. It is also rendered when one of its event handlers ends, so that changes in place show, too.

    >>> from domsync import html as h
    >>> class Counter(Component):
    ...     count: int = 0
    ...
    ...     def render(self):
    ...         return h.button(f"Clicked {self.count} times", on_click=self.click)
    ...
    ...     def click(self):
    ...         self.count += 1

    Args:
        key: Identifies the component among its siblings when their order changes.
        show: False takes the component off the page without ending it; its state is kept.

    The fields that a parent passes in its ``render`` are the component's props: they follow the parent's values. All
    other fields belong to the component itself.

    A component that is made in a ``render`` is a description, which updates the one that is already on the page. A
    component that is made elsewhere, by a handler or a ``default_factory``, is an object of its own: it can be kept,
    shown, left out and shown again with its state.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(validate_assignment=True, arbitrary_types_allowed=True)
    # These names cannot clash with private attributes of subclasses.
    __slots__ = (
        *("__domsync_away__", "__domsync_errors__", "__domsync_instance__", "__domsync_made__", "__domsync_outlet__"),
    )

    __domsync_component__: ClassVar[bool] = True
    #: The life-cycle methods that the class defines; others are never called. And "resumed" if `mounted` accepts it.
    __domsync_hooks__: ClassVar[frozenset[str]] = frozenset()
    #: The keywords that the class accepts, so that others are refused; None if pydantic checks them.
    __domsync_keywords__: ClassVar[frozenset[str] | None] = None

    key: Key | None = Field(default=None, exclude=True, repr=False)
    show: bool = Field(default=True, exclude=True, repr=False)

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        for name in ("key", "show"):
            if callable(cls.model_fields[name].default):
                raise TypeError(f"{cls.__name__}.{name} is a field of every component; give the method another name")
        for name in cls.__annotations__ if "__annotations__" in cls.__dict__ else ():
            if name in _RESERVED and name in cls.model_fields:
                raise TypeError(
                    f"{cls.__name__}.{name} cannot be a field: every component has a {name} of its own; "
                    "give the field another name"
                )
        refuse_common_defaults(cls)
        cls.__domsync_hooks__ = frozenset(
            name for name in ("mounted", "updated", "unmounted") if getattr(cls, name) is not getattr(Component, name)
        )
        if "mounted" in cls.__domsync_hooks__ and "resumed" in signature(cls.mounted).parameters:
            cls.__domsync_hooks__ |= {"resumed"}
        post_init = cls.__dict__.get("model_post_init")
        # pydantic's own method only creates the private attributes.
        if post_init is not None and post_init.__name__ != "init_private_attributes":
            type.__setattr__(cls, "model_post_init", _only_passed(post_init))
        cls.__domsync_keywords__ = _keywords_of(cls)

    if not TYPE_CHECKING:  # type checkers derive the arguments from the fields

        def __init__(self, /, *children: Any, **data: Any) -> None:
            if children:
                _take_children(type(self), children, data)
            known = self.__domsync_keywords__
            if known is not None and not known.issuperset(data):
                _refuse_unknown(self, known, data)
            # `BaseModel.__init__` would do the same; this saves a call.
            self.__pydantic_validator__.validate_python(data, self_instance=self)
            # It is not on a page yet. Without a value, reading the slot would raise an exception, which is slow.
            _slot.__set__(self, None)
            active = observer()
            _made.__set__(self, 0 if active is None else active.render_id)

        __init__.__pydantic_base_init__ = True

    def render(self) -> Child:
        """Describe what the component shows now.

        Returns:
            An element, a component, text, None, or several of them in a list or tuple.
        """
        raise NotImplementedError(f"{type(self).__name__} has no render(); write `def render(self): return h.div(...)`")

    def render_error(self, error: Exception, reference: str) -> Child:
        """Describe what is shown in place of the component when its ``render`` has raised.

        Args:
            error: The exception.
            reference: The reference number that is also in the log.
        """
        host = host_of(self)
        locale = None if host is None else host.use(Locale, Locale())
        text = page_word(FAILED_REFERENCE, locale, reference=reference)
        if host is not None and host.development:
            text = f"{text} {users_frame(error)}"
        return VNode("div", (text,), {"class": "domsync-error", "role": "alert"})

    def mounted(self) -> Awaitable[None] | None:
        """Called when the component has been added to the page; may be ``async``, and is then cancelled when it leaves.

        With a parameter, ``mounted(self, resumed: bool = False)``, it is told whether the component resumes with stored
        state, after a change of process or after its page has slept; tasks must then be started again.
        """
        return None

    def updated(self) -> Awaitable[None] | None:
        """Called after the component has been rendered again; may be ``async``."""
        return None

    def unmounted(self) -> Awaitable[None] | None:
        """Called when the component has left the page; may be ``async``."""
        return None

    @property
    def errors(self) -> dict[str, str]:
        """Messages about invalid entries, by field: one for each field whose entry was refused."""
        try:
            errors: dict[str, str] = _errors.__get__(self)
        except AttributeError:
            errors = {}
            _errors.__set__(self, errors)
        return errors

    def field(self, *path: str | int, of: BaseModel | None = None) -> Binding:
        """Bind a control to a field, in both directions: ``h.input(bind=self.field("name"))``.

        Args:
            path: The name of the field, or the path to it through models, lists and dicts:
                ``self.field("user.address.city")``, ``self.field("lines", 3, "amount")``.
            of: The model in which the path begins: ``self.field("note", of=board)`` for a shared State. Error messages
                are still in this component's ``errors``, under ``"Board.note"``.

        Returns:
            A value for the keyword ``bind``.

        Raises:
            AttributeError: There is no such field.
            LookupError: There is no such item.
            TypeError: The path leads through something that has neither fields nor items.
        """
        return Binding(self, *path, of=of)

    def outlet(self) -> Child:
        """Describe the place for what is inside this layout: the page, or the next layout.

        >>> from domsync import html as h
        >>> class Shell(Component):  # with @app.layout("/")
        ...     def render(self):
        ...         return h.div(h.nav(h.link("Home", href="/")), h.main(self.outlet()))

        It is a child like any other, in one place of what ``render`` describes. Its content changes when the visitor
        navigates to another page, without rendering the layout.

        Raises:
            NotALayoutError: The component was not registered with ``app.layout``.
        """
        try:
            return _outlet.__get__(self)  # type: ignore[no-any-return]
        except AttributeError:
            raise NotALayoutError(type(self).__name__) from None

    def provide(self, value: object, kind: type | None = None) -> None:
        """Provide a value to all components below without passing it through them: a theme, the user, a State.

        Args:
            value: The value. When another one is provided later, the components that use it are rendered again.
            kind: The type by which they ask for it; by default the value's own type.

        Raises:
            NotMountedError: The component is not on a page.
        """
        self._on_page("provide()").provide(kind or type(value), value)

    @overload
    def use(self, kind: type[T]) -> T: ...

    @overload
    def use(self, kind: type[T], default: T) -> T: ...

    def use(self, kind: type[T], default: T = _MISSING) -> T:
        """Get the nearest value of a type that a component above provides.

        Args:
            kind: The type.
            default: What to return when there is none.

        Raises:
            NotProvidedError: There is none, and no default.
            NotMountedError: The component is not on a page.
        """
        found = self._on_page("use()").use(kind, default)
        if found is _MISSING:
            raise NotProvidedError(kind, type(self).__name__)
        return found

    async def flush(self) -> None:
        """Show the changes made so far, including those in place, in the middle of a handler.

        Waits until they have been written to the browser's connection.

        Raises:
            NotMountedError: The component is not on a page.
        """
        await self._on_page("flush()").flush()

    def refresh(self) -> None:
        """Render the component again after a change in place outside its handlers."""
        host = host_of(self)
        if host is not None:
            host.invalidate()

    def _on_page(self, what: str) -> ComponentHost:
        host = host_of(self)
        if host is None:
            raise NotMountedError(type(self).__name__, what)
        return host

    if not TYPE_CHECKING:  # type checkers would take any name for a field that can be assigned

        def __getattr__(self, name: str) -> Any:
            # Called only for missing attributes, such as the fields of a component on a sleeping page.
            return getattr(self, name) if bring_back(self) else super().__getattr__(name)

        def __setattr__(self, name: str, value: Any) -> None:
            if "key" not in self.__dict__:
                bring_back(self)
            before = self.__dict__.get(name)
            assign(self, name, value, super().__setattr__)
            if not name.startswith("_"):
                host = host_of(self)
                if host is not None:
                    host.assigned(name, before, self.__dict__.get(name))

    # Two components are the same only if they are one object: a component is a thing on a page, not a value.
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


#: The names that every component has, which no field can have.
_RESERVED = frozenset(
    name for name in (*vars(Component), *Component.model_fields) if not name.startswith("_") and name != "model_config"
)
_slot: Any = Component.__dict__["__domsync_instance__"]
_made: Any = Component.__dict__["__domsync_made__"]
_errors: Any = Component.__dict__["__domsync_errors__"]
_outlet: Any = Component.__dict__["__domsync_outlet__"]
_away: Any = Component.__dict__["__domsync_away__"]


def _take_children(cls: type[Component], children: tuple[Any, ...], data: dict[str, Any]) -> None:
    """Put positional children into the field `children`: one as it is, several as a tuple."""
    if "children" not in cls.model_fields:
        raise TypeError(
            f"{cls.__name__} takes its fields as keywords, not {children[0]!r}; "
            "to accept children, add a field: children: Child = Field(default=None, kw_only=False)"
        )
    if "children" in data:
        raise TypeError(f"{cls.__name__} got children twice: positionally and as children=")
    data["children"] = children[0] if len(children) == 1 else children


def _keywords_of(cls: type[Component]) -> frozenset[str] | None:
    """List the keywords of a class whose fields are all passed by their own names.

    pydantic's `extra="forbid"` does the same, and makes each component a tenth more expensive. It is used only for
    classes in which a keyword need not be the name of a field: because of an alias, or of a validator that gets them.
    """
    config = cls.model_config
    if config.get("extra") is not None:
        return None
    has_aliases = "alias_generator" in config or any(field.validation_alias for field in cls.model_fields.values())
    validators = cls.__pydantic_decorators__.model_validators.values()
    if has_aliases or any(validator.info.mode != "after" for validator in validators):
        config["extra"] = "forbid"
        cls.model_rebuild(force=True, raise_errors=False)
        return None
    return frozenset(cls.model_fields)


def _refuse_unknown(component: Component, known: frozenset[str], data: dict[str, Any]) -> None:
    """Refuse keywords that are not fields with pydantic's own error, which also lists all other problems."""
    lines: list[InitErrorDetails] = []
    try:
        component.__pydantic_validator__.validate_python(data, self_instance=component)
    except ValidationError as error:
        for line in error.errors():
            kind: Any = line["type"]
            if kind not in _ERROR_TYPES:
                kind = PydanticCustomError(kind, line["msg"], line.get("ctx"))
            refused: InitErrorDetails = {"type": kind, "loc": line["loc"], "input": line["input"]}
            if "ctx" in line:
                refused["ctx"] = line["ctx"]
            lines.append(refused)
    lines += [
        {"type": "extra_forbidden", "loc": (name,), "input": value} for name, value in data.items() if name not in known
    ]
    raise ValidationError.from_exception_data(type(component).__name__, lines) from None


#: pydantic's own kinds of errors; validators have others.
_ERROR_TYPES = frozenset(get_args(ErrorType))


def host_of(component: Component) -> ComponentHost | None:
    """Return the place of a component on its page, or None.

    Args:
        component: The component.
    """
    try:
        return _slot.__get__(component)  # type: ignore[no-any-return]
    except AttributeError:
        return None


def errors_of(component: Component) -> dict[str, str]:
    """Return the errors of a component, without creating the dict that it keeps them in.

    Args:
        component: The component.
    """
    try:
        return _errors.__get__(component)  # type: ignore[no-any-return]
    except AttributeError:
        return {}


def made_at(component: Component) -> int | None:
    """Return the number of the render in which a component was made: 0 outside renders, None if it is unknown."""
    try:
        return _made.__get__(component)  # type: ignore[no-any-return]
    except AttributeError:
        return None


def mark_as_made(value: object) -> None:
    """Mark components that were made from saved state as made outside renders, so as objects of their own.

    Args:
        value: A component, or a container of components.
    """
    if isinstance(value, Component):
        _made.__set__(value, 0)
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            mark_as_made(item)
    elif isinstance(value, dict):
        for item in value.values():
            mark_as_made(item)


def _only_passed(post_init: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
    """Prevent what a `model_post_init` assigns from counting as passed: it is the component's own state."""

    @wraps(post_init)
    def model_post_init(self: Component, context: Any, /) -> None:
        passed = self.model_fields_set.copy()
        post_init(self, context)
        object.__setattr__(self, "__pydantic_fields_set__", passed)

    return model_post_init


def attach(component: Component, host: ComponentHost | None) -> None:
    """Connect a component with its place on a page, or disconnect it.

    Args:
        component: The component.
        host: Its place; None when it leaves.
    """
    if host is None:
        _slot.__delete__(component)
    else:
        _slot.__set__(component, host)


def put_away_until(component: Component, back: Callable[[Component], object]) -> None:
    """Note that some fields of a component are put away until one of them is accessed.

    Args:
        component: The component.
        back: Restores them.
    """
    # `__setattr__` recognises such a component by the missing key, which every other component has.
    key = component.__dict__.pop("key")
    _away.__set__(component, (key, back))


def bring_back(component: Component) -> bool:
    """Restore the fields of a component that were put away with :func:`put_away_until`.

    Args:
        component: The component.

    Returns:
        Whether there were any.
    """
    try:
        key, back = _away.__get__(component)
    except AttributeError:
        return False
    component.__dict__["key"] = key
    back(component)
    _away.__delete__(component)
    return True


def _of_whole(method: Callable[..., Any]) -> Callable[..., Any]:
    """Make a method of pydantic that reads all fields restore those that were put away."""

    @wraps(method)
    def whole(self: Component, *args: Any, **keywords: Any) -> Any:
        bring_back(self)
        return method(self, *args, **keywords)

    return whole


for _name in ("model_dump", "model_dump_json", "model_copy", "__copy__", "__deepcopy__", "__iter__", "__repr_args__"):
    type.__setattr__(Component, _name, _of_whole(getattr(BaseModel, _name)))


def set_outlet(component: Component, outlet: Component) -> None:
    """Make a component a layout.

    Args:
        component: The component.
        outlet: The component that shows the content of the layout.
    """
    _outlet.__set__(component, outlet)
