"""State that is shared: reading it in ``render`` subscribes, changing it renders every reader again."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict

from domsync.components.component import assign
from domsync.components.defaults import refuse_common_defaults
from domsync.components.observed import observe_value
from domsync.components.tracking import Source, observer

if TYPE_CHECKING:
    from pydantic.main import TupleGenerator

    from domsync.components.recorded import StateRecorder

_CONTAINERS = frozenset((list, dict, set))


class _Field:
    """The way to a field of a State: it subscribes the component that is being rendered."""

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
            # A `model_post_init` of the user's has put it there.
            state._observe(self.name)
            value = state.__dict__[self.name]
        return value

    def __set__(self, state: State, value: Any) -> None:
        # BaseModel.__setattr__ stores the value; this method only makes the descriptor win over the instance's dict.
        state.__dict__[self.name] = value


class State(BaseModel):
    """Observable state: a pydantic model that several components, sessions and tasks can share.

    >>> class Board(State):
    ...     messages: list[str] = []

    A component that reads ``board.messages`` in its ``render`` is rendered again when the field is assigned, and when
    its list, dict, set or model is changed in place, however far inside. Changes may come from anywhere: a handler of
    any session, a background task, a thread. The subscription ends with the component.
    """

    model_config = ConfigDict(validate_assignment=True, arbitrary_types_allowed=True)
    # Names that no private attribute of a subclass has.
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
        # Now, because two threads could make it at the same time.
        _slot.__set__(self, {})
        for name in type(self).model_fields:
            self._observe(name)

    def _observe(self, name: str) -> None:
        values = self.__dict__
        if name in values:
            # The source and not the state, which would be a cycle.
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
            assign(self, name, value, super().__setattr__)
            if name in type(self).model_fields:
                self._observe(name)
                _changed(self, name)

    def _read_all(self) -> None:
        if observer() is not None:
            for name in type(self).model_fields:
                source_of(self, name).read()

    def __iter__(self) -> TupleGenerator:
        """Go through names and values; as all that reads the state as a whole, it subscribes to all fields."""
        self._read_all()
        return super().__iter__()

    def model_dump(self, **options: Any) -> dict[str, Any]:
        """As in pydantic; it subscribes to all fields."""
        self._read_all()
        return super().model_dump(**options)

    def model_dump_json(self, **options: Any) -> str:
        """As in pydantic; it subscribes to all fields."""
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
    """Get who carries out the changes of a state, if it is not the state itself.

    Args:
        state: The state.
    """
    try:
        recorder: StateRecorder | None = _recorder_slot.__get__(state)
    except AttributeError:
        return None
    return recorder


def record(state: State, recorder: StateRecorder | None) -> None:
    """Have assignments to a state's fields carried out by somebody who writes them down.

    Args:
        state: The state.
        recorder: Who does it, or None to end that.
    """
    _recorder_slot.__set__(state, recorder)


def source_of(state: State, name: str) -> Source:
    """Get what observers of one field subscribe to.

    Args:
        state: The state.
        name: A field.
    """
    try:
        sources: dict[str, Source] = _slot.__get__(state)
    except AttributeError:
        # It was made without validation. Two threads have to find the same sources all the same.
        with _first:
            if not hasattr(state, "__domsync_sources__"):
                _slot.__set__(state, {})
        sources = _slot.__get__(state)
    return sources.get(name) or sources.setdefault(name, Source())


def _changed(state: State, name: str) -> None:
    try:
        source = _slot.__get__(state).get(name)
    except AttributeError:
        return  # it is being made: nobody can have read it
    if source is not None:
        source.changed()
