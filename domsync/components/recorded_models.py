"""Plain pydantic models whose fields are assigned by somebody who also writes it down.

As with the models that a State observes, such a model gets another class, a subclass of its own.
"""

from __future__ import annotations

from abc import ABCMeta
from collections.abc import Callable
from typing import Any, Protocol
from weakref import WeakKeyDictionary, ref

from pydantic import BaseModel

from domsync.components.observed_models import tell


class ModelRecorder(Protocol):
    """Changes the fields of a model."""

    def assign(self, model: BaseModel, name: str, value: Any) -> None:
        """Assign a field."""


#: By the model's identity: its attributes are its fields, and most models cannot be keys.
_recorders: dict[int, tuple[ref[BaseModel], ref[ModelRecorder]]] = {}
_set_class: Any = object.__dict__["__class__"].__set__
_classes: WeakKeyDictionary[type[BaseModel], type[BaseModel]] = WeakKeyDictionary()


def can_change(kind: type[BaseModel]) -> bool:
    """Whether models of a class are changed in place, and that can be written down.

    Args:
        kind: The class.
    """
    return (
        not kind.model_config.get("frozen")
        and kind.model_config.get("extra") != "allow"
        and not getattr(kind, "__domsync_component__", False)
        and bool(kind.__weakrefoffset__)
    )


def record_model(model: BaseModel, recorder: ModelRecorder) -> None:
    """Have assignments to a model's fields carried out by somebody who writes them down.

    Args:
        model: The model; one of which `can_change` says yes.
        recorder: Who does it, until another one does or nobody holds this one any longer.
    """
    number = id(model)
    _recorders[number] = ref(model, lambda _: _recorders.pop(number, None)), ref(recorder)
    kind = model.__class__
    recorded = _classes.get(kind)
    if recorded is None:
        recorded = _classes.setdefault(kind, _recorded(kind))
    _set_class(model, recorded)


def model_recorder(model: BaseModel) -> ModelRecorder | None:
    """Get who carries out the changes of a model, if it is not the model itself.

    Args:
        model: The model.
    """
    found = _recorders.get(id(model))
    return None if found is None else found[1]()


def _recorded(kind: type[BaseModel]) -> type[BaseModel]:
    def set_field(self: Any, name: str, value: Any) -> None:
        recorder = model_recorder(self)
        if recorder is None or name not in kind.model_fields:
            kind.__setattr__(self, name, value)
        else:
            recorder.assign(self, name, value)
        tell(self)

    def copied(self: Any, copy: Callable[..., Any], *arguments: Any) -> Any:
        made = copy(self, *arguments)
        _set_class(made, kind)
        return made

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
            "__copy__": lambda self: copied(self, kind.__copy__),
            "__deepcopy__": lambda self, memo=None: copied(self, kind.__deepcopy__, memo),
            "__reduce_ex__": lambda self, protocol: copied(self, kind.__copy__).__reduce_ex__(protocol),
        },
    )
