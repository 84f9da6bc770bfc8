"""What every component has of its own: no field and no method of a program's can be called so."""

from typing import Any

import pytest

from domsync import Component
from domsync.components.component import _RESERVED


@pytest.mark.parametrize("name", ["key", "show"])
def test_a_method_cannot_have_the_name_of_one(name: str) -> None:
    with pytest.raises(TypeError, match=f"Broken.{name} is a field of every component"):
        type("Broken", (Component,), {name: lambda self: None, "__module__": __name__})


def test_the_names_that_programs_meet_are_reserved() -> None:
    assert {"errors", "show", "key", "render", "refresh", "field", "mounted", "updated", "unmounted"} <= _RESERVED


@pytest.mark.filterwarnings("ignore:Field name .* shadows an attribute")
@pytest.mark.parametrize("name", sorted(_RESERVED))
@pytest.mark.parametrize("annotation", [str, bool, Any])
def test_a_field_cannot_have_the_name_of_one(name: str, annotation: Any) -> None:
    message = rf"Broken.{name} cannot be a field: every component has a {name} of its own; give the field another name"
    with pytest.raises(TypeError, match=message):
        type("Broken", (Component,), {"__annotations__": {name: annotation}, name: False, "__module__": __name__})


def test_other_names_are_free() -> None:
    class Free(Component):
        title: str = "a"
        id: int = 1
        visit: str = "b"
        children_of_mine: list[str] = []

    assert (Free().title, Free().id, Free().visit) == ("a", 1, "b")
