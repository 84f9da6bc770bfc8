"""Record assignments to fields since a component's last render, including assignments of an equal value.

They tell whether `open=` was requested again or just rendered again. The user opens and closes dialogs too: if a
handler assigns ``self.asking = True`` although it is True already, it wants to reopen a dialog that the user has
closed; if another handler merely causes a render, it does not.
"""

from __future__ import annotations

from enum import Enum
from typing import Protocol, TypeAlias

#: The last value assigned to a field, and whether it is the value that the field already had.
Assignment: TypeAlias = tuple[object, bool]


class Assigned(Protocol):
    """A record of assignments: a component's place on its page.

    Attributes:
        assignments: The assignments since its last render.
        recent_assignments: The assignments up to the beginning of the current render.
    """

    assignments: dict[object, Assignment] | None
    recent_assignments: dict[object, Assignment] | None


#: Values of other types can change in place, so that an equal one says nothing.
_SCALARS = frozenset((bool, int, float, str, type(None)))


def note_assignment(place: Assigned, field: object, before: object, now: object) -> None:
    """Record that a field was assigned.

    Args:
        place: The record.
        field: The field's name; for a State, the state and the name.
        before: The old value.
        now: The new value.
    """
    kind = type(now)
    is_repeated = type(before) is kind and (kind in _SCALARS or isinstance(now, Enum)) and before == now
    if place.assignments is None:
        place.assignments = {}
    place.assignments[field] = (now, is_repeated)


def _recent(place: Assigned) -> list[tuple[object, Assignment]]:
    # A list, because another thread may assign at this moment.
    return list((place.recent_assignments or {}).items())


def changed_fields(place: Assigned, value: object) -> frozenset[object]:
    """Return the fields that have changed before this render: those that hold a value now if there are any, otherwise
    all.

    Args:
        place: The record.
        value: The value.
    """
    changed = {field: now for field, (now, is_repeated) in _recent(place) if not is_repeated}
    return frozenset(field for field, now in changed.items() if now is value) or frozenset(changed)


def was_repeated(place: Assigned, fields: frozenset[object], value: bool) -> bool:
    """Return whether a value was assigned again.

    Args:
        place: The record.
        fields: The fields that it depends on; empty if they are unknown: then all fields that hold it count.
        value: The value.
    """
    return any(
        is_repeated and (field in fields if fields else now is value) for field, (now, is_repeated) in _recent(place)
    )
