"""Shared state: reading it in ``render`` subscribes, and changing it renders every reader again."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self

from pydantic import BaseModel, ConfigDict

from domsync.components.state.fields import assign, refuse_common_defaults
from domsync.components.state.observed import observe_value
from domsync.components.state.tracking import Source, observer

if TYPE_CHECKING:
    from pydantic.main import TupleGenerator

_CONTAINERS = frozenset((list, dict, set))


class StateRecorder(Protocol):
    """Changes the fields of a State."""

    def assign(self, state: State, name: str, value: Any) -> None:
        """Assign a field."""


class FieldSource(Source):
    """The source that observers of one field of a State subscribe to.

    Args:
        kind: The name of the State's class.
        name: The field's name.
    """

    __slots__ = ("kind", "name")

    def __init__(self, kind: str, name: str) -> None:
        super().__init__()
        self.kind: str = kind
        self.name: str = name

    def __str__(self) -> str:
        return f"{self.kind}.{self.name}"


class _Field:
    """The descriptor of a State's field: reading it subscribes the component that is being rendered."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, state: State | None, owner: type[State]) -> Any:
        if state is None:
            # pydantic must not take this for a default value when the class is subclassed.
            raise AttributeError(self.name)
        if observer() is not None:
            # Before the value is read, because another thread may change it right after.
            source_of(state, self.name).read()
        try:
            value = state.__dict__[self.name]
        except KeyError:
            raise AttributeError(f"{owner.__name__!r} object has no attribute {self.name!r}") from None
        if type(value) in _CONTAINERS:
            # The user's own `model_post_init` has put it there.
            state._observe(self.name)
            value = state.__dict__[self.name]
        return value

    def __set__(self, state: State, value: Any) -> None:
        # BaseModel.__setattr__ stores the value; this method only makes the descriptor win over the instance's dict.
        state.__dict__[self.name] = value


class State(BaseModel):
    """Observable state: a pydantic model that components, sessions and tasks can share.

    >>> class Board(State):
    ...     messages: list[str] = []

    A component that reads ``board.messages`` in its ``render`` is rendered again when the field is assigned, and when
    its list, dict, set or model is changed in place, at any depth. Changes may come from anywhere: a handler of any
    session, a background task, a thread. The subscription ends with the component.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(validate_assignment=True, arbitrary_types_allowed=True)
    # These names cannot clash with private attributes of subclasses.
    __slots__ = ("__domsync_recorder__", "__domsync_sources__")
    __domsync_observable__: ClassVar[bool] = True

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        refuse_common_defaults(cls)
        for name in cls.model_fields:
            if not isinstance(cls.__dict__.get(name), _Field):
                setattr(cls, name, _Field(name))

    def model_post_init(self, context: Any, /) -> None:
        """Observe the containers among the values (called by pydantic)."""
        super().model_post_init(context)
        # Created now, because later two threads could do so at the same time.
        _slot.__set__(self, {})
        for name in type(self).model_fields:
            self._observe(name)

    def _observe(self, name: str) -> None:
        values = self.__dict__
        if name in values:
            # A method of the source, because one of the state would be a reference cycle.
            values[name] = observe_value(values[name], source_of(self, name).changed)

    def __copy__(self) -> Self:
        copied = super().__copy__()
        State.model_post_init(copied, None)
        return copied

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        copied = super().__deepcopy__(memo)
        State.model_post_init(copied, None)
        return copied

    if not TYPE_CHECKING:  # type checkers would take any name for a field that can be assigned

        def __setattr__(self, name: str, value: Any) -> None:
            recorder = recorder_of(self)
            if recorder is not None and name in type(self).model_fields:
                recorder.assign(self, name, value)
                return
            before = self.__dict__.copy()
            assign(self, name, value, super().__setattr__)
            for field in type(self).model_fields:
                # Validators of the whole model may have changed other fields.
                if field == name or self.__dict__.get(field) is not before.get(field):
                    self._observe(field)
                    _assigned(self, field, before.get(field))

    def _read_all(self) -> None:
        if observer() is not None:
            for name in type(self).model_fields:
                source_of(self, name).read()

    def __iter__(self) -> TupleGenerator:
        """Iterate over names and values. Like everything that reads the state as a whole, this subscribes to all
        fields.
        """
        self._read_all()
        return super().__iter__()

    def model_dump(self, **options: Any) -> dict[str, Any]:
        """Dump the state as pydantic does. This subscribes to all fields."""
        self._read_all()
        return super().model_dump(**options)

    def model_dump_json(self, **options: Any) -> str:
        """Dump the state as JSON, as pydantic does. This subscribes to all fields."""
        self._read_all()
        return super().model_dump_json(**options)

    # Shared by identity: two states with equal values are two states.
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


_slot: Any = State.__dict__["__domsync_sources__"]
_first = Lock()
_recorder_slot: Any = State.__dict__["__domsync_recorder__"]


def recorder_of(state: State) -> StateRecorder | None:
    """Return the recorder that carries out the changes of a state, or None.

    Args:
        state: The state.
    """
    try:
        recorder: StateRecorder | None = _recorder_slot.__get__(state)
    except AttributeError:
        return None
    return recorder


def record(state: State, recorder: StateRecorder | None) -> None:
    """Set a recorder that carries out and records assignments to a state's fields.

    Args:
        state: The state.
        recorder: The recorder, or None to remove it.
    """
    _recorder_slot.__set__(state, recorder)


def source_of(state: State, name: str) -> Source:
    """Return the source that observers of one field subscribe to.

    Args:
        state: The state.
        name: The field's name.
    """
    try:
        sources: dict[str, Source] = _slot.__get__(state)
    except AttributeError:
        # The state was made without validation. Two threads must still find the same sources.
        with _first:
            if not hasattr(state, "__domsync_sources__"):
                _slot.__set__(state, {})
        sources = _slot.__get__(state)
    return sources.get(name) or sources.setdefault(name, FieldSource(type(state).__name__, name))


def _assigned(state: State, name: str, before: object) -> None:
    try:
        source = _slot.__get__(state).get(name)
    except AttributeError:
        return  # it is still being created, so nobody can have read it
    if source is not None:
        source.assigned(before, state.__dict__.get(name))
