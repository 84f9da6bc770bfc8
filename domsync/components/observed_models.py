"""Plain pydantic models that stand in a State: they, too, tell when they are changed.

A model that comes into a State gets another class, a subclass of its own, that differs in one thing: assigning to a
field tells. To `isinstance`, to pydantic, in messages and in comparisons it is what it was, and its copies are plain.
"""

from __future__ import annotations

from abc import ABCMeta
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary, ref

from pydantic import BaseModel

Notify = Callable[[], None]
#: Observes a value that a model holds.
Observe = Callable[[Any, Notify], Any]


class _Watch:
    """Whom to tell of a model's changes."""

    __slots__ = ("model", "notify", "observe")

    def __init__(self, model: BaseModel, observe: Observe) -> None:
        number = id(model)
        self.model = ref(model, lambda _: _watches.pop(number, None))
        self.notify: tuple[Notify, ...] = ()
        self.observe = observe

    def __call__(self) -> None:
        for notify in self.notify:
            notify()


#: By the model's identity: its attributes are its fields, and most models cannot be keys.
_watches: dict[int, _Watch] = {}
_set_class: Any = object.__dict__["__class__"].__set__
_classes: WeakKeyDictionary[type[BaseModel], type[BaseModel] | None] = WeakKeyDictionary()


def observe_model(model: BaseModel, notify: Notify, observe: Observe) -> None:
    """Have a model tell of its changes, also of those further in.

    Args:
        model: The model. One that is frozen, or that observes itself, is left alone.
        notify: Called after each change, until the model is no more.
        observe: Observes the values that it holds.
    """
    watch = _watches.get(id(model))
    kind = model.__class__
    if watch is None or type(model) is kind:
        observed = _classes[kind] if kind in _classes else _classes.setdefault(kind, _observed(kind))
        if observed is None:
            return
        watch = watch or _Watch(model, observe)
        _watches[id(model)] = watch
        # One that is recorded keeps the class that it has for that.
        if type(model) is kind:
            _set_class(model, observed)
        _observe_fields(model, watch)
    if notify not in watch.notify:
        watch.notify = (*watch.notify, notify)


def tell(model: BaseModel) -> None:
    """Tell those who observe a model that it was changed in some other way.

    Args:
        model: The model.
    """
    watch = _watches.get(id(model))
    if watch is not None:
        watch()


def _observe_fields(model: BaseModel, watch: _Watch) -> None:
    values = model.__dict__
    for name in type(model).model_fields:
        if name in values:
            values[name] = watch.observe(values[name], watch)


def _observed(kind: type[BaseModel]) -> type[BaseModel] | None:
    """Make the class of the observed models of a class; None if they cannot be observed, or need not be."""
    if (
        kind.model_config.get("frozen")
        or getattr(kind, "__domsync_observable__", False)
        or getattr(kind, "__domsync_component__", False)
        or not kind.__weakrefoffset__
    ):
        return None

    def set_field(self: Any, name: str, value: Any) -> None:
        kind.__setattr__(self, name, value)
        watch = _watches.get(id(self))
        if watch is not None and not name.startswith("_"):
            if name in kind.model_fields:
                # With `validate_assignment`, a validator may have changed other fields as well.
                _observe_fields(self, watch)
            watch()

    def delete_field(self: Any, name: str) -> None:
        kind.__delattr__(self, name)
        if (watch := _watches.get(id(self))) is not None:
            watch()

    def copied(self: Any, copy: Callable[..., Any], *arguments: Any) -> Any:
        made = copy(self, *arguments)
        _set_class(made, kind)
        return made

    def reduced(self: Any, protocol: Any) -> Any:
        return copied(self, kind.__copy__).__reduce_ex__(protocol)

    # Not by pydantic's own metaclass, which would take it for another model of the user's.
    return ABCMeta.__new__(
        type(kind),
        kind.__name__,
        (kind,),
        {
            "__slots__": (),
            "__module__": kind.__module__,
            "__qualname__": kind.__qualname__,
            "__doc__": kind.__doc__,
            "__class__": property(lambda self: kind),
            "__setattr__": set_field,
            "__delattr__": delete_field,
            "__copy__": lambda self: copied(self, kind.__copy__),
            "__deepcopy__": lambda self, memo=None: copied(self, kind.__deepcopy__, memo),
            "__reduce_ex__": reduced,
        },
    )
