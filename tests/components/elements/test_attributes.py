"""`class_` and `style`: whatever is given, the result is what a browser would read back."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domsync import html as h
from domsync.components.elements.attributes import class_names, styles
from domsync.dom.checks.css import parse_declarations, serialize

NAMES = st.text("abcXYZ019-_:/[]é", min_size=1, max_size=8)
FALSY: st.SearchStrategy[Any] = st.sampled_from([None, False, "", 0, (), {}])
CLASSES = st.recursive(
    NAMES | FALSY | st.dictionaries(NAMES, st.booleans() | st.none() | st.integers(), max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.lists(inner, max_size=4).map(tuple),
    max_leaves=12,
)


def expected(value: Any) -> list[str]:
    """The names in what `class_` takes, the slow way."""
    if isinstance(value, str):
        return value.split()
    if isinstance(value, Mapping):
        return [name for name, applies in value.items() if applies]
    return [name for item in value for name in expected(item)] if value else []


@given(CLASSES)
def test_class_names(value: Any) -> None:
    assert class_names(value).split(" ") == (expected(value) or [""])


@given(CLASSES)
def test_the_attribute_is_left_out_when_no_class_applies(value: Any) -> None:
    vnode = h.p(class_=value)
    if isinstance(value, str):
        assert vnode.attributes == {"class": value}
    else:
        assert vnode.attributes == ({"class": " ".join(expected(value))} if expected(value) else None)


@pytest.mark.parametrize("wrong", [True, 5, 1.5, object(), b"a", [True], [["a", 5]]])
def test_what_is_no_class(wrong: Any) -> None:
    with pytest.raises(TypeError, match="class_ takes names, lists and mappings"):
        class_names(wrong)


def test_a_generator_is_a_list_of_names() -> None:
    assert class_names(name for name in "abc") == "a b c"


PROPERTIES = st.sampled_from(["color", "margin-top", "--accent", "--Accent_2", "-webkit-line-clamp", "z-index"])
VALUES = st.sampled_from(["red", "1px 2px", "calc(1px + 2%)", "var(--accent)", "0", "rgb(1, 2, 3)", "red !important"])


@given(st.dictionaries(PROPERTIES, VALUES))
def test_a_mapping_and_its_text_give_the_same_styles(declarations: dict[str, str]) -> None:
    text = serialize(declarations)
    assert styles(declarations) == styles(text) == parse_declarations(text) == declarations


@given(st.dictionaries(PROPERTIES, VALUES))
def test_property_names_in_pythons_spelling(declarations: dict[str, str]) -> None:
    spelled = {name if name.startswith("--") else name.replace("-", "_"): value for name, value in declarations.items()}
    assert styles(spelled) == declarations


@given(st.dictionaries(PROPERTIES, VALUES | st.none() | st.just(False) | st.just("") | st.integers() | st.floats()))
def test_numbers_are_written_and_nothing_is_left_out(declarations: dict[str, Any]) -> None:
    assert styles(declarations) == {
        name: str(value)
        for name, value in declarations.items()
        if value is not None and value is not False and value != ""
    }


@pytest.mark.parametrize("wrong", [5, True, ["color: red"], {"color": object()}, {None: "red"}])
def test_what_is_no_style(wrong: Any) -> None:
    with pytest.raises(TypeError):
        styles(wrong)
