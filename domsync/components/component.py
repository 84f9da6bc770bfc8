"""The base class of a user's components: pydantic state and a ``render`` method."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from difflib import get_close_matches
from functools import wraps
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, overload

from pydantic import BaseModel, ConfigDict, Field

from domsync.components.defaults import refuse_common_defaults
from domsync.components.lines import users_frame
from domsync.components.tracking import observer
from domsync.components.vnode import Child, Key, VNode
from domsync.errors import DomsyncError

if TYPE_CHECKING:
    from domsync.components.forms import Binding
    from domsync.components.instance import Instance

T = TypeVar("T")
_MISSING: Any = object()


class NotMountedError(DomsyncError, RuntimeError):
    """Something was asked of a component that is not on a page.

    Args:
        component: The name of its class.
        what: What was asked.
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
    """No component above offers a value of this type.

    Args:
        kind: The type that was asked for.
        component: The name of the class that asked.
    """

    def __init__(self, kind: type, component: str) -> None:
        super().__init__(kind, component)
        self.kind = kind
        self.component = component

    def __str__(self) -> str:
        name = self.kind.__name__
        return f"{self.component} uses {name}, but no component above it called self.provide() with a {name}"


class Component(BaseModel):
    """A part of a page: its fields are its state, ``render`` shows them.

    Fields are declared, validated and serialised as in pydantic. Assigning to a field validates the value and has the
    component rendered again; so does the end of each of its event handlers, so that changes made in place show too.

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
        key: What identifies the component among its siblings when their order changes.
        show: False takes the component off the page without ending it; its state stays.

    The fields that a parent passes when it makes the component in its ``render`` are its props: they follow the
    parent's values. The fields that it does not pass are the component's own.

    What is made in a ``render`` is a description, which the component that is on the page already takes over. One that
    is made elsewhere, by a handler or a ``default_factory``, is a thing of its own: it can be kept, shown, left out and
    shown again with its own state.
    """

    model_config = ConfigDict(validate_assignment=True, arbitrary_types_allowed=True)
    # Names that no private attribute of a subclass has.
    __slots__ = ("__domsync_errors__", "__domsync_instance__", "__domsync_made__")

    __domsync_component__: ClassVar[bool] = True
    #: Which life-cycle methods the class defines; the others are never called.
    __domsync_hooks__: ClassVar[frozenset[str]] = frozenset()

    key: Key | None = Field(default=None, exclude=True, repr=False)
    show: bool = Field(default=True, exclude=True, repr=False)

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        for name in ("key", "show"):
            if callable(cls.model_fields[name].default):
                raise TypeError(f"{cls.__name__}.{name} is a field of every component; give the method another name")
        refuse_common_defaults(cls)
        cls.__domsync_hooks__ = frozenset(
            name for name in ("mounted", "updated", "unmounted") if getattr(cls, name) is not getattr(Component, name)
        )
        post_init = cls.__dict__.get("model_post_init")
        # pydantic's own one only makes the private attributes.
        if post_init is not None and post_init.__name__ != "init_private_attributes":
            cls.model_post_init = _only_passed(cls.model_post_init)  # type: ignore[method-assign]

    if not TYPE_CHECKING:  # type checkers derive the arguments from the fields

        def __init__(self, /, **data: Any) -> None:
            # What BaseModel.__init__ does, which is not worth another call.
            self.__pydantic_validator__.validate_python(data, self_instance=self)
            active = observer()
            _made.__set__(self, 0 if active is None else active.moment)

        __init__.__pydantic_base_init__ = True

    def render(self) -> Child:
        """Describe what the component shows now.

        Returns:
            An element, a component, text, None, or several of them in a list or tuple.
        """
        raise NotImplementedError(f"{type(self).__name__} has no render(); write `def render(self): return h.div(...)`")

    def render_error(self, error: Exception, reference: str) -> Child:
        """Describe what is shown in place of the component when its ``render`` raised.

        Args:
            error: The exception.
            reference: The number under which the log has it.
        """
        text = f"Something went wrong (reference {reference})."
        instance = _instance_of(self)
        if instance is not None and instance.scheduler.development:
            text = f"{text} {users_frame(error)}"
        return VNode("div", (text,), {"class": "domsync-error", "role": "alert"})

    def mounted(self) -> Awaitable[None] | None:
        """Called when the component has come onto the page; may be ``async``, and is then cancelled when it leaves."""
        return None

    def updated(self) -> Awaitable[None] | None:
        """Called after the component was rendered again; may be ``async``."""
        return None

    def unmounted(self) -> Awaitable[None] | None:
        """Called when the component has left the page; may be ``async``."""
        return None

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong with the values that the user typed: a message for each field that was refused."""
        try:
            errors: dict[str, str] = _errors.__get__(self)
        except AttributeError:
            errors = {}
            _errors.__set__(self, errors)
        return errors

    def field(self, name: str) -> Binding:
        """Bind an input to a field, in both directions: ``h.input(bind=self.field("name"))``.

        Args:
            name: The name of the field.

        Returns:
            What the ``bind`` keyword takes.

        Raises:
            AttributeError: The component has no such field.
        """
        from domsync.components.forms import Binding

        if name not in type(self).model_fields:
            close = get_close_matches(name, type(self).model_fields, 1)
            hint = f"; did you mean {close[0]!r}?" if close else ""
            raise AttributeError(f"{type(self).__name__} has no field {name!r}{hint}")
        return Binding(self, name)

    def provide(self, value: object, kind: type | None = None) -> None:
        """Offer a value to all components below, without passing it through: a theme, the user, a State.

        Args:
            value: The value. Providing another one later has those that use it rendered again.
            kind: The type under which they ask for it; the value's own type unless given.

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
        instance = self._on_page("use()")
        instance.scheduler.offers(kind).read()
        found = instance.find(kind)
        if found is None:
            service = instance.scheduler.services.get(kind.__name__, _MISSING)
            if isinstance(service, kind):
                return service
            if default is _MISSING:
                raise NotProvidedError(kind, type(self).__name__)
            return default
        source, value = found
        source.read()
        return value  # type: ignore[no-any-return]

    async def flush(self) -> None:
        """Show the changes made so far, also those made in place, in the middle of a handler.

        Waits until they have been handed to the browser's connection.

        Raises:
            NotMountedError: The component is not on a page.
        """
        instance = self._on_page("flush()")
        scheduler = instance.scheduler
        scheduler.schedule(instance)
        scheduler.flush()
        if scheduler.on_flush is not None:
            scheduler.on_flush()
        if scheduler.send is not None:
            await scheduler.send()

    def refresh(self) -> None:
        """Have the component rendered again after a change in place that no handler of it made."""
        instance = _instance_of(self)
        if instance is not None:
            instance.invalidate()

    def _on_page(self, what: str) -> Instance:
        instance = _instance_of(self)
        if instance is None:
            raise NotMountedError(type(self).__name__, what)
        return instance

    if not TYPE_CHECKING:  # type checkers would take any name for a field that can be assigned

        def __setattr__(self, name: str, value: Any) -> None:
            assign(self, name, value, super().__setattr__)
            if not name.startswith("_"):
                instance = _instance_of(self)
                if instance is not None:
                    instance.scheduler.schedule(instance)

    # Two components are the same only if they are one object: a component is a thing on a page, not a value.
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


_slot: Any = Component.__dict__["__domsync_instance__"]
_made: Any = Component.__dict__["__domsync_made__"]
_errors: Any = Component.__dict__["__domsync_errors__"]


def _instance_of(component: Component) -> Instance | None:
    try:
        return _slot.__get__(component)  # type: ignore[no-any-return]
    except AttributeError:
        return None


def made_at(component: Component) -> int | None:
    """Say in which render a component was made: its number, 0 outside of renders, None if that is not known."""
    try:
        return _made.__get__(component)  # type: ignore[no-any-return]
    except AttributeError:
        return None


def assign(model: BaseModel, name: str, value: Any, set_attribute: Callable[[str, Any], None]) -> None:
    """Assign to a field of a pydantic model so that a refused value changes nothing.

    A validator of the whole model refuses when pydantic has changed the field already.

    Args:
        model: The model.
        name: The field.
        value: The value.
        set_attribute: pydantic's own ``__setattr__``.
    """
    values, passed = model.__dict__, model.model_fields_set
    was_passed = name in passed
    try:
        set_attribute(name, value)
    except BaseException:
        object.__setattr__(model, "__dict__", values)
        if not was_passed:
            passed.discard(name)
        raise


def _only_passed(post_init: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
    """Keep what a `model_post_init` assigns from counting as passed: it is the component's own state."""

    @wraps(post_init)
    def model_post_init(self: Component, context: Any, /) -> None:
        passed = self.model_fields_set.copy()
        post_init(self, context)
        object.__setattr__(self, "__pydantic_fields_set__", passed)

    return model_post_init


def attach(component: Component, instance: Instance | None) -> None:
    """Connect a component with its place on a page, or part them.

    Args:
        component: The component.
        instance: Its place; None when it leaves.
    """
    if instance is None:
        _slot.__delete__(component)
    else:
        _slot.__set__(component, instance)


#: The place of a component on its page, or None.
instance_of = _instance_of
