"""`key` and `show` are fields of every component."""

import pytest

from domsync import Component


@pytest.mark.parametrize("name", ["key", "show"])
def test_a_method_cannot_have_the_name_of_one(name: str) -> None:
    with pytest.raises(TypeError, match=f"Broken.{name} is a field of every component"):
        type("Broken", (Component,), {name: lambda self: None, "__module__": __name__})
