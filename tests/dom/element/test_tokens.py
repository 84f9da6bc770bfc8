"""`classList` and its like."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domsync.dom import ops
from domsync.dom.checks.unicode import split_tokens
from domsync.dom.document.document import Document
from domsync.dom.element.element import Element
from domsync.errors import DOMException


def element(classes: str | None = None) -> Element:
    made = Document().createElement("div")
    if classes is not None:
        made.setAttribute("class", classes)
    return made


def test_it_shows_the_attribute() -> None:
    made = element(" b\ta  b\n")
    classes = made.classList
    assert (list(classes), len(classes), classes.length) == (["b", "a"], 2, 2)
    assert (classes[0], classes[-1], classes[0:1], classes.item(1), classes.item(2), classes.item(-1)) == (
        *("b", "a", ["b"], "a"),
        *(None, None),
    )
    assert classes.value == str(classes) == " b\ta  b\n"
    assert "a" in classes
    assert classes.contains("b")
    assert not classes.contains("c")
    assert not classes.contains("a b")
    assert repr(classes) == "DOMTokenList(['b', 'a'])"
    made.setAttribute("class", "new")
    assert list(classes) == ["new"]


def test_only_ascii_white_space_parts_words() -> None:
    assert split_tokens("a\u00a0b c\x0bd") == ["a\u00a0b", "c\x0bd"]


def test_add_and_remove() -> None:
    made = element()
    made.classList.add("a", "b", "a")
    made.classList.add("b")
    assert made.getAttribute("class") == "a b"
    made.classList.remove("a", "x")
    assert made.getAttribute("class") == "b"
    made.classList.remove("b")
    assert made.getAttribute("class") == ""


def test_nothing_to_do_leaves_the_attribute_absent() -> None:
    made = element()
    made.classList.remove("a")
    made.classList.add()
    assert not made.hasAttribute("class")


@pytest.mark.parametrize(
    ("before", "force", "after", "result"),
    [
        ("a", None, "", False),
        ("b", None, "b a", True),
        ("a", True, "a", True),
        ("b", True, "b a", True),
        ("a", False, "", False),
        ("b", False, "b", False),
    ],
)
def test_toggle(before: str, force: bool | None, after: str, result: bool) -> None:
    made = element(before)
    assert made.classList.toggle("a", force) is result
    assert made.getAttribute("class") == after


@pytest.mark.parametrize(
    ("before", "token", "new", "after", "result"),
    [
        ("a b c", "b", "x", "a x c", True),
        ("a b c", "c", "a", "a b", True),
        ("a b c", "a", "c", "c b", True),
        ("a b", "a", "a", "a b", True),
        ("a  b", "x", "y", "a  b", False),
    ],
)
def test_replace(before: str, token: str, new: str, after: str, result: bool) -> None:
    made = element(before)
    assert made.classList.replace(token, new) is result
    assert made.getAttribute("class") == after


def test_value_sets_the_attribute() -> None:
    made = element()
    made.classList.value = "a b"
    assert made.className == "a b"


@pytest.mark.parametrize("method", ["add", "remove", "toggle"])
@pytest.mark.parametrize(
    ("token", "name"), [("", "SyntaxError"), ("a b", "InvalidCharacterError"), ("a\n", "InvalidCharacterError")]
)
def test_words_that_are_none(method: str, token: str, name: str) -> None:
    made = element("a")
    with pytest.raises(DOMException) as caught:
        getattr(made.classList, method)(token)
    assert caught.value.name == name
    with pytest.raises(DOMException):
        made.classList.replace("a", token)
    with pytest.raises(DOMException):
        made.classList.add("ok", token)
    assert made.getAttribute("class") == "a"


def test_supports_has_no_answer_for_classes() -> None:
    with pytest.raises(TypeError, match="any word"):
        element().classList.supports("a")


def test_for_each() -> None:
    seen: list[str] = []
    element("b a").classList.forEach(seen.append)
    words = element("b a").classList
    assert [list(words.keys()), list(words.values()), list(words.entries())] == [
        [0, 1],
        ["b", "a"],
        [(0, "b"), (1, "a")],
    ]
    assert seen == ["b", "a"]


def test_only_changes_are_logged() -> None:
    document = Document()
    root = document.body
    root.classList.add("a")
    root.classList.add("a")
    root.classList.remove("b")
    assert document.take_ops() == [ops.SetAttribute(1, "class", "a")]


WORDS = st.text(st.sampled_from("abc\u00a0é"), min_size=1, max_size=2)


@given(st.lists(st.tuples(st.sampled_from(["add", "remove", "toggle"]), WORDS), max_size=12))
def test_it_behaves_as_an_ordered_set(steps: list[tuple[str, str]]) -> None:
    made = element()
    expected: dict[str, None] = {}
    for method, word in steps:
        getattr(made.classList, method)(word)
        if method == "remove" or (method == "toggle" and word in expected):
            expected.pop(word, None)
        else:
            expected.setdefault(word)
        assert list(made.classList) == list(expected)


def test_an_empty_word_is_the_first_thing_that_replace_looks_for() -> None:
    made = element()
    for pair, name in (((" ", ""), "SyntaxError"), (("", " "), "SyntaxError"), (("a", "b c"), "InvalidCharacterError")):
        with pytest.raises(DOMException) as caught:
            made.classList.replace(*pair)
        assert caught.value.name == name
