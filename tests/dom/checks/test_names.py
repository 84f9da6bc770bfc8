"""Names of elements and attributes (PROMISES: P3)."""

import pytest

from domsync.dom.checks.names import MATHML, SVG, XLINK, XML, XMLNS, check_attribute, check_tag, split_qualified
from domsync.dom.checks.trusted import UnsafeTag, unsafe_tag
from domsync.errors import DOMException, InvalidNameError, UnsafeValueError
from tests import corpus

REFUSED_TAGS = (
    *("script", "object", "embed", "base", "applet", "frame", "fencedframe", "meta", "link"),
    *("svg:script", "frameset", "portal", "plaintext", "xmp", "noembed", "noframes"),
)


@pytest.mark.parametrize(
    "name",
    [
        "div",
        "DIV",
        "h1",
        "my-element",
        "iframe",
        "style",
        "template",
        "noscript",
        "a.b_c",
        "svg:rect",
        ":a",
        "_x",
        "größe",
        "É",
        "表",
        "x-😍",
        "\u212a",
    ],
)
def test_tags_that_can_be_made(name: str) -> None:
    assert check_tag(name) == "".join(letter.lower() if letter.isascii() else letter for letter in name)


@pytest.mark.parametrize("name", REFUSED_TAGS)
def test_dangerous_tags_need_the_door(name: str) -> None:
    for spelling in (name, name.upper(), name.title()):
        with pytest.raises(UnsafeValueError, match=spelling) as caught:
            check_tag(spelling)
        assert "unsafe_tag()" in str(caught.value)
        assert check_tag(unsafe_tag(spelling)) == name
        assert type(check_tag(unsafe_tag(spelling))) is str
        # What went through the door once has not opened it for the plain name.
        with pytest.raises(UnsafeValueError):
            check_tag(spelling)


def test_another_subclass_of_str_is_no_door() -> None:
    class Markup(str):
        __slots__ = ()

    check_tag(unsafe_tag("script"))
    with pytest.raises(UnsafeValueError):
        check_tag(Markup("script"))


@pytest.mark.parametrize(
    "name",
    [
        "",
        "<b>",
        "-x",
        "1a",
        "a b",
        "b\0",
        "a" * 65,
        "\u0300a",
        "a\n",
        "f}oo",
        "f<oo",
        "a/b",
        "\uffffa",
        "__proto__",
        "ｓcript",
    ],
)
def test_malformed_tags(name: str) -> None:
    for value in (name, unsafe_tag(name)):
        with pytest.raises(InvalidNameError) as caught:
            check_tag(value)
        assert caught.value.name == "InvalidCharacterError"


ALLOWED_TAGS_OF_THE_CORPUS = {"iframe", "template"}


@pytest.mark.parametrize("hostile", corpus.category("tag_name"), ids=str)
def test_tags_of_the_corpus(hostile: corpus.Hostile) -> None:
    if hostile.text in ALLOWED_TAGS_OF_THE_CORPUS:
        assert check_tag(hostile.text) == hostile.text
    else:
        with pytest.raises(ValueError, match=r"is refused|is not a valid tag name"):
            check_tag(hostile.text)


@pytest.mark.parametrize(
    "name",
    ["href", "data-x", "ARIA-label", "xlink:href", "viewBox", "_x", "a.b", "o", "x" * 64, ":x", "größe", "ſize"],
)
def test_attributes_that_can_be_set(name: str) -> None:
    assert check_attribute(name) == "".join(letter.lower() if letter.isascii() else letter for letter in name)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("onclick", r"use addEventListener\('click'"),
        ("OnFocusIn", r"use addEventListener\('focusin'"),
        ("on", "addEventListener"),
        ("on-x", "addEventListener"),
        ("xlink:onload", r"addEventListener\('load'"),
        ("srcdoc", "would be a document"),
        ("SrcDoc", "would be a document"),
        ("x:srcdoc", "would be a document"),
        ("is", "only when it makes the element"),
        ("IS", "only when it makes the element"),
    ],
)
def test_dangerous_attributes(name: str, reason: str) -> None:
    with pytest.raises(UnsafeValueError, match=reason) as caught:
        check_attribute(name)
    assert repr(name) in str(caught.value)


@pytest.mark.parametrize("hostile", corpus.category("attr_name_invalid"), ids=str)
def test_malformed_attributes_of_the_corpus(hostile: corpus.Hostile) -> None:
    with pytest.raises(InvalidNameError, match="is not a valid attribute name") as caught:
        check_attribute(hostile.text)
    assert isinstance(caught.value, ValueError)
    assert caught.value.name == "InvalidCharacterError"


URL_ATTRIBUTES_OF_THE_CORPUS = {"formaction", "href", "xlink:href", "ping", "poster", "manifest"}


@pytest.mark.parametrize("hostile", corpus.category("attr_name"), ids=str)
def test_attributes_of_the_corpus(hostile: corpus.Hostile) -> None:
    if hostile.text in URL_ATTRIBUTES_OF_THE_CORPUS:
        assert check_attribute(hostile.text) == hostile.text
    else:
        with pytest.raises(UnsafeValueError):
            check_attribute(hostile.text)


@pytest.mark.parametrize(
    "name", ["a" * 65, "a\n", "a=b", "0", "~", "Ｏnclick", "ｉs", "\ud800", "constructor", "__proto__", "toString"]
)
def test_other_malformed_attributes(name: str) -> None:
    with pytest.raises(InvalidNameError):
        check_attribute(name)


@pytest.mark.parametrize(
    ("namespace", "name", "expected"),
    [
        (SVG, "foreignObject", (SVG, None, "foreignObject")),
        (MATHML, "mi", (MATHML, None, "mi")),
        (None, "x", (None, None, "x")),
        ("", "x", (None, None, "x")),
        (XLINK, "xlink:href", (XLINK, "xlink", "href")),
        (XML, "xml:lang", (XML, "xml", "lang")),
        (XMLNS, "xmlns", (XMLNS, None, "xmlns")),
        (XMLNS, "xmlns:xlink", (XMLNS, "xmlns", "xlink")),
    ],
)
def test_qualified_names(namespace: str | None, name: str, expected: tuple[str | None, str | None, str]) -> None:
    assert split_qualified(namespace, name) == expected


@pytest.mark.parametrize(
    ("namespace", "name"),
    [(None, "a:b"), ("", "a:b"), (SVG, "xml:a"), (SVG, "xmlns"), (SVG, "xmlns:a"), (XMLNS, "a"), (None, "xmlns")],
)
def test_prefixes_without_their_namespace(namespace: str | None, name: str) -> None:
    with pytest.raises(DOMException) as caught:
        split_qualified(namespace, name)
    assert caught.value.name == "NamespaceError"


@pytest.mark.parametrize("name", ["", ":", "a:", ":a", "a:b:c", "a b", "1:a"])
def test_malformed_qualified_names(name: str) -> None:
    with pytest.raises(InvalidNameError):
        split_qualified(SVG, name)


def test_the_local_name_of_an_unsafe_tag_is_one() -> None:
    assert type(split_qualified(SVG, unsafe_tag("svg:script"))[2]) is UnsafeTag
    assert type(split_qualified(SVG, "svg:script")[2]) is str
