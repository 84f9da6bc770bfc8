"""Handlers of messages: read their parameters, and refuse data that does not match."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from typing import Any, get_type_hints

import msgspec
from msgspec import UNSET, UnsetType
from pydantic import BaseModel, ValidationError

from domsync.dom.checks.json_values import to_json
from domsync.dom.ops import Json
from domsync.errors import DomsyncError

#: The longest name of a message, as the wire has it.
LONGEST_OP = 32

#: Messages that come from the server itself: a client has connected, a client has left.
RESERVED = ("connect", "disconnect")

_FIELD = re.compile(r"(?: - at `\$\.?(?P<path>[^`]*)`| field `(?P<name>[^`]*)`)$")
_decode_names = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode


class WrongMessage(DomsyncError):
    """A message does not fit its handler.

    Args:
        field: Which parameter, ``""`` if it is none of them.
        problem: What is wrong with it.
    """

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(field, problem)
        self.field = field
        self.problem = problem


def check_op(op: object) -> str:
    """Return whether something can be the name of a message.

    Raises:
        TypeError: It is not a string.
        ValueError: It is empty, too long, or begins with an underscore.
    """
    if not isinstance(op, str):
        raise TypeError(f"a message's name must be a string, not {op!r}")
    if not 0 < len(op) <= LONGEST_OP or op.startswith("_"):
        raise ValueError(
            f"{op!r} cannot be the name of a message: 1 to {LONGEST_OP} characters, the first not an underscore"
        )
    return op


class Handler:
    """A function for messages of one name.

    Its first parameter is the client; the others are the message's, and their annotations say what fits.

    Args:
        op: The name of the messages.
        function: The function, which may be async.

    Raises:
        TypeError: It takes no client, or a parameter that no message can fill.
    """

    __slots__ = ("_client", "_decode", "_extra", "function", "op")

    def __init__(self, op: str, function: Callable[..., Any]) -> None:
        self.op: str = op
        self.function: Callable[..., Any] = function
        parameters = list(inspect.signature(function).parameters.values())
        if not parameters or parameters[0].kind not in (_ONLY_PLACE, _PLACE_OR_NAME, _ALL_PLACES):
            raise TypeError(f"the handler of {op!r} takes the client first: def {_name(function)}(client, ...)")
        #: What it calls the client, if that could be said by name too; no message has a parameter of that name.
        self._client = parameters[0].name if parameters[0].kind is _PLACE_OR_NAME else None
        #: Whether it takes parameters that it does not name.
        self._extra = False
        hints = get_type_hints(function, include_extras=True)
        fields: list[Any] = []
        for parameter in parameters[1:]:
            if parameter.kind is _ALL_NAMES:
                self._extra = True
                continue
            if parameter.kind in (_ONLY_PLACE, _ALL_PLACES):
                raise TypeError(f"{_name(function)}: a message has names for its parameters, {parameter.name} has none")
            kind = hints.get(parameter.name, Any)
            if parameter.default is parameter.empty:
                fields.append((parameter.name, kind))
            else:
                fields.append((parameter.name, kind | UnsetType, UNSET))
        if op in RESERVED and any(len(field) == 2 for field in fields):
            raise TypeError(f"the handler of {op!r} takes the client and nothing else")
        struct = msgspec.defstruct("Params", fields, kw_only=True, forbid_unknown_fields=not self._extra)
        try:
            msgspec.json.schema(struct, schema_hook=_schema_of)
        except TypeError as error:
            raise TypeError(f"{_name(function)}: a message cannot carry such a parameter: {error}") from error
        self._decode = msgspec.json.Decoder(struct, dec_hook=_validate).decode

    def arguments(self, params: bytes) -> dict[str, Any]:
        """The function's arguments after the client.

        Args:
            params: The message's parameters, a JSON object.

        Raises:
            WrongMessage: They do not fit.
        """
        try:
            decoded = self._decode(params)
            names = decoded.__struct_fields__
            arguments = {name: value for name in names if (value := getattr(decoded, name)) is not UNSET}
            if self._extra:
                rest = {name: raw for name, raw in _decode_names(params).items() if name not in names}
                if self._client in rest:
                    raise WrongMessage(self._client, "Object contains unknown field")
                arguments |= {name: msgspec.json.decode(raw) for name, raw in rest.items()}
        except (ValueError, RecursionError) as error:
            raise _wrong(error) from None
        return arguments


def _wrong(error: Exception) -> WrongMessage:
    cause = error.__cause__
    if isinstance(cause, ValidationError):
        # A pydantic model has fields of its own.
        first = cause.errors(include_url=False, include_context=False, include_input=False)[0]
        place = _FIELD.search(str(error))
        path = [*([place["path"]] if place is not None and place["path"] else []), *map(str, first["loc"])]
        return WrongMessage(".".join(path), first["msg"])
    text = str(error)
    found = _FIELD.search(text)
    if found is None:
        return WrongMessage("", text)
    if found["path"] is None:
        return WrongMessage(found["name"], text)
    problem = text[: found.start()]
    inner = _FIELD.search(problem)
    return WrongMessage(found["path"] + (f".{inner['name']}" if inner is not None else ""), problem)


def _validate(kind: type, value: Any) -> Any:
    return kind.model_validate(value)  # type: ignore[attr-defined]


def _schema_of(kind: type) -> dict[str, Any]:
    if issubclass(kind, BaseModel):
        return {"type": "object"}
    raise NotImplementedError


def _name(function: Callable[..., Any]) -> str:
    return getattr(function, "__name__", repr(function))


_ONLY_PLACE = inspect.Parameter.POSITIONAL_ONLY
_PLACE_OR_NAME = inspect.Parameter.POSITIONAL_OR_KEYWORD
_ALL_PLACES = inspect.Parameter.VAR_POSITIONAL
_ALL_NAMES = inspect.Parameter.VAR_KEYWORD


def checked_params(params: Mapping[str, Any]) -> dict[str, Json]:
    """The parameters of a message, as JSON.

    Raises:
        TypeError: One of them is not JSON.
        ValueError: One is a number that JavaScript does not have.
    """
    if "op" in params:
        raise TypeError("a parameter of a message cannot be called op, which is the message's name")
    checked: dict[str, Json] = to_json(params)  # type: ignore[assignment]
    return checked
