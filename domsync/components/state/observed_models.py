"""Plain pydantic models inside a State: they report their changes too.

A model that is put into a State gets another class, a subclass of its own whose only difference is that assigning to a
field is reported. To `isinstance`, to pydantic, in messages and in comparisons it is what it was, and its copies are
plain.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MethodType
from typing import Any
from weakref import WeakKeyDictionary, WeakMethod, ref

from pydantic import BaseModel

from domsync.components.state.model_class import derived, set_class

Notify = Callable[[], None]
#: Observes a value that a model holds.
Observe = Callable[[Any, Notify], Any]


class _Watch:
    """The functions to notify of a model's changes.

    A field of a State, or a model around this one, is notified as long as it lives: a model that is in the States of
    many visitors outlives them.
    """

    __slots__ = ("__weakref__", "_others", "_owned", "model", "observe")

    def __init__(self, model: BaseModel, observe: Observe) -> None:
        number = id(model)
        self.model = ref(model, lambda _: _watches.pop(number, None))
        self.observe = observe
        #: The methods of sources, and the watches of models around this one. A dict keeps their order.
        self._owned: dict[ref[Any], None] = {}
        self._others: tuple[Notify, ...] = ()

    def add(self, notify: Notify) -> None:
        """Notify one more function, unless it is notified already."""
        if isinstance(notify, MethodType | _Watch):
            owned = self._owned
            kind = WeakMethod if isinstance(notify, MethodType) else ref
            owned.setdefault(kind(notify, lambda gone: owned.pop(gone, None)), None)
        elif notify not in self._others:
            self._others = (*self._others, notify)

    def __call__(self) -> None:
        for reference in tuple(self._owned):
            notify = reference()
            if notify is not None:
                notify()
        for notify in self._others:
            notify()


#: By the model's identity, because its attributes are its fields, and most models cannot be keys.
_watches: dict[int, _Watch] = {}
_classes: WeakKeyDictionary[type[BaseModel], type[BaseModel] | None] = WeakKeyDictionary()


def observe_model(model: BaseModel, notify: Notify, observe: Observe) -> None:
    """Make a model report its changes, at any depth.

    Args:
        model: The model. A frozen one, or one that observes itself, is left alone.
        notify: Called after each change, as long as the model lives, and the source whose method it is.
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
        # A recorded model keeps its class for recording.
        if type(model) is kind:
            set_class(model, observed)
        _observe_fields(model, watch)
    watch.add(notify)


def tell(model: BaseModel) -> None:
    """Notify the observers of a model that was changed in another way.

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

    return derived(kind, __setattr__=set_field, __delattr__=delete_field)
