"""Read the signature of a handler; errors name the function, its line and the fix."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial
from types import CellType, FunctionType, MethodType, NoneType, UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin, get_type_hints

import msgspec
from pydantic import BaseModel

from domsync.components.handlers import payloads
from domsync.components.handlers.decoding import decoder
from domsync.components.handlers.payloads import EVENTS, fits
from domsync.components.handlers.sources import sources
from domsync.components.uploads import EVENT as UPLOAD_EVENT
from domsync.components.uploads import Upload
from domsync.dom.events.event import Event

#: The fields that a submit handler with a pydantic model needs.
FORM_FIELDS: tuple[tuple[str, str], ...] = (("form", "@form"),)


class Wants(NamedTuple):
    """The needs of a function: its argument, and the data that the browser has to send for it."""

    fields: tuple[tuple[str, str], ...] = ()
    payload: type[msgspec.Struct] | None = None
    form: type[BaseModel] | None = None
    wants_event: bool = False
    uploads: bool = False


def wants(event: str, function: Callable[..., object]) -> Wants:
    """Read a handler's signature.

    Args:
        event: The event that it is attached to.
        function: The handler.

    Raises:
        TypeError: It cannot be called with nothing or one event, or its annotation does not say what to send.
    """
    if not callable(function):
        raise TypeError(f"on_{event} takes a function, not {function!r}; give the function without calling it")
    if isinstance(function, type):
        raise TypeError(f"on_{event} takes a function, not the class {function.__qualname__}; wrap it in a lambda")
    parameter = _parameter(event, function)
    if event == UPLOAD_EVENT:
        return _upload(function, parameter)
    if parameter is None:
        return Wants()
    annotation = _annotation(function, parameter)
    if annotation in (parameter.empty, Any):
        return _default(event, function, parameter.name)
    if isinstance(annotation, type):
        if issubclass(annotation, Event):
            return Wants(wants_event=True)
        if issubclass(annotation, msgspec.Struct):
            return _struct(event, function, annotation)
        if issubclass(annotation, BaseModel):
            if event != "submit":
                raise _error(
                    function, f"the model {annotation.__qualname__} can only be used with on_submit, not on_{event}"
                )
            return Wants(fields=FORM_FIELDS, form=annotation)
    raise _error(
        function,
        f"{parameter.name}: {_shown(annotation)} does not describe the event; annotate it with {_family(event)}"
        " or a msgspec.Struct of your own, or leave the argument out. (To pass a row's data, use partial(...).)",
    )


def _upload(function: Callable[..., object], parameter: inspect.Parameter | None) -> Wants:
    if parameter is None:
        raise _error(function, "it has no parameter for the file; write `def receive(self, upload: Upload)`")
    annotation = _annotation(function, parameter)
    if annotation not in (parameter.empty, Any, Upload):
        raise _error(function, f"{parameter.name}: {_shown(annotation)} is not a file; annotate it with domsync.Upload")
    return Wants(uploads=True)


def _parameter(event: str, function: Callable[..., object]) -> inspect.Parameter | None:
    """Find the parameter for the event, if there is one."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except ValueError:  # some built-ins have no signature
        raise _error(function, "it has no signature to read; wrap it in a lambda") from None
    needed = [p for p in parameters if p.default is p.empty and p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    if not needed:
        return _optional_event(event, function, next(iter(parameters), None))
    names = ", ".join(p.name for p in needed)
    if len(needed) > 1:
        raise _error(
            function, f"it needs {len(needed)} arguments ({names}); a handler of {event} takes none, or one: the event"
        )
    if needed[0].kind is needed[0].KEYWORD_ONLY:
        raise _error(function, f"the keyword-only argument {names} cannot be given; the event is positional")
    return needed[0]


def _optional_event(
    event: str, function: Callable[..., object], first: inspect.Parameter | None
) -> inspect.Parameter | None:
    """Return the first parameter if it is for this event, although it has a default: `event: ClickEvent | None = None`.

    All other defaults are meant to be used.
    """
    if first is None or first.default is not None or first.kind is first.KEYWORD_ONLY:
        return None
    try:
        annotation = _annotation(function, first)
    except TypeError:  # a name that cannot be resolved; nothing has to be passed
        return None
    if not isinstance(annotation, type):
        return None
    is_fitting = issubclass(annotation, Event) or (issubclass(annotation, payloads.Event) and fits(annotation, event))
    return first if is_fitting else None


def _annotation(function: Callable[..., object], parameter: inspect.Parameter) -> Any:
    annotation = parameter.annotation
    if isinstance(annotation, str):
        core = plain(function)
        local = {name: cell.cell_contents for name, cell in cells(core).items()}
        holder = type("Holder", (), {"__annotations__": {"event": annotation}})()
        try:
            annotation = get_type_hints(holder, getattr(core, "__globals__", {}), local, include_extras=True)["event"]
        except NameError as error:
            raise _error(
                function,
                f"the annotation {parameter.name}: {annotation} cannot be resolved ({error}); import it at the top of"
                " the module, not only under TYPE_CHECKING",
            ) from error
    while True:
        origin = get_origin(annotation)
        others = [kind for kind in get_args(annotation) if kind is not NoneType]
        if origin is Annotated:
            annotation = annotation.__origin__
        elif origin in (Union, UnionType) and len(others) == 1:
            annotation = others[0]
        else:
            return annotation


def _default(event: str, function: Callable[..., object], name: str) -> Wants:
    struct = EVENTS.get(event)
    if struct is None:
        raise _error(
            function,
            f"{event!r} is not a standard event, so {name} needs an annotation: write a msgspec.Struct like"
            ' `class Moved(msgspec.Struct): x: Annotated[int, Source("detail.x")]`, or leave it out',
        )
    return Wants(sources(struct), struct)


def _struct(event: str, function: Callable[..., object], struct: type[msgspec.Struct]) -> Wants:
    if not fits(struct, event):
        raise _error(
            function,
            f"{event} does not have the fields of {struct.__qualname__}; annotate with {_family(event)} "
            "or a struct of your own",
        )
    try:
        decoder(struct)
        return Wants(sources(struct), struct)
    except (TypeError, NameError) as error:
        raise _error(function, f"{struct.__qualname__} cannot be a payload: {error}") from error


def _family(event: str) -> str:
    struct = EVENTS.get(event)
    return "a struct" if struct is None else f"events.{struct.__name__}"


def _shown(annotation: Any) -> str:
    return annotation.__name__ if isinstance(annotation, type) else str(annotation)


def plain(function: Callable[..., object]) -> Any:
    """Find the function behind partials, bound methods, callable objects and decorators."""
    while True:
        if isinstance(function, partial):
            function = function.func
        elif isinstance(function, MethodType):
            function = function.__func__
        elif hasattr(function, "__wrapped__"):
            function = function.__wrapped__
        elif isinstance(function, FunctionType) or not isinstance(type(function).__call__, FunctionType):
            return function
        else:
            function = type(function).__call__


def cells(function: Any) -> dict[str, CellType]:
    """Find the variables of enclosing functions that a function uses."""
    if not isinstance(function, FunctionType):
        return {}
    return dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=True))


def called(function: Callable[..., object]) -> str:
    """Return the name of a function: `"Page.save"`."""
    return getattr(plain(function), "__qualname__", None) or repr(function)


def place(function: Callable[..., object]) -> str:
    """Return the name and the line of a function: `"Page.save (page.py:12)"`."""
    code = getattr(plain(function), "__code__", None)
    return called(function) if code is None else f"{called(function)} ({code.co_filename}:{code.co_firstlineno})"


def _error(function: Callable[..., object], problem: str) -> TypeError:
    return TypeError(f"{place(function)} cannot handle the event: {problem}")
