"""Text that enters the tree is well-formed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domsync.dom.checks.unicode import well_formed

# Code points including surrogates, often enough for pairs of them to come up.
ANY_TEXT = st.text(st.characters() | st.characters(categories=["Cs"]))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("plain", "plain"),
        ("grün 😀", "grün 😀"),
        ("\ud800", "\ufffd"),
        ("\udfff!", "\ufffd!"),
        ("a\ud83db", "a\ufffdb"),
        ("\udc00\ud800", "\ufffd\ufffd"),
        ("\ud83d\ude00", "😀"),
        ("\ud83d\ud83d\ude00", "\ufffd😀"),
        ("x\ud83d", "x\ufffd"),
    ],
)
def test_lone_surrogates_become_replacement_characters(text: str, expected: str) -> None:
    assert well_formed(text) == expected


def test_well_formed_text_is_not_copied() -> None:
    text = "grün"
    assert well_formed(text) is text


def test_a_subclass_becomes_a_plain_string() -> None:
    class Shouting(str):
        def __str__(self) -> str:
            return self.upper()

        def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
            return b"something else"

    assert type(well_formed(Shouting("quiet"))) is str
    assert well_formed(Shouting("quiet ü")) == "quiet ü"


@pytest.mark.parametrize("value", [1, None, b"bytes", ["a"]])
def test_other_types_are_refused(value: object) -> None:
    with pytest.raises(TypeError, match=r"must be a str, not .*write str\(value\)"):
        well_formed(value)  # type: ignore[arg-type]


@given(ANY_TEXT)
def test_the_result_can_always_be_sent(text: str) -> None:
    result = well_formed(text)
    result.encode()
    assert well_formed(result) is result
    # What JavaScript's String.prototype.toWellFormed gives: every UTF-16 unit keeps its place.
    assert len(result.encode("utf-16-le")) == len(text.encode("utf-16-le", "surrogatepass"))
