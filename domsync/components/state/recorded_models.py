"""Plain pydantic models whose assignments are carried out and logged by a recorder.

Like the models that a State observes, such a model gets another class, a subclass of its own.
"""

from __future__ import annotations

from typing import Any, Protocol
from weakref import WeakKeyDictionary, ref

from pydantic import BaseModel

from domsync.components.state.model_class import derived, set_class
from domsync.components.state.observed_models import tell


class ModelRecorder(Protocol):
    """Changes the fields of a model."""

    def assign(self, model: BaseModel, name: str, value: Any) -> None:
        """Assign a field."""


#: By the model's identity, because its attributes are its fields, and most models cannot be keys.
_recorders: dict[int, tuple[ref[BaseModel], ref[ModelRecorder]]] = {}
_classes: WeakKeyDictionary[type[BaseModel], type[BaseModel]] = WeakKeyDictionary()


def can_change(kind: type[BaseModel]) -> bool:
    """Return whether models of a class can be changed in place and recorded.

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
    """Set a recorder that carries out and records assignments to a model's fields.

    Args:
        model: The model; `can_change` holds for its class.
        recorder: The recorder. It stays until it is replaced, or until it is garbage collected.
    """
    number = id(model)
    _recorders[number] = ref(model, lambda _: _recorders.pop(number, None)), ref(recorder)
    kind = model.__class__
    recorded = _classes.get(kind)
    if recorded is None:
        recorded = _classes.setdefault(kind, _recorded(kind))
    set_class(model, recorded)


def model_recorder(model: BaseModel) -> ModelRecorder | None:
    """Return the recorder that carries out the changes of a model, or None.

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

    return derived(kind, __setattr__=set_field)
