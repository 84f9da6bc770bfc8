"""CSS declarations (PROMISES: P4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domsync import html as h
from domsync.dom import Document
from domsync.dom.checks.css import (
    DECLARATIONS,
    VALUE_CHARACTERS,
    check_property,
    check_value,
    parse_declarations,
    serialize,
)
from domsync.dom.checks.trusted import CssUrl, css_url
from domsync.errors import UnsafeValueError
from tests import corpus

HARMLESS_IN_THE_CORPUS = {
    # Covers the page, and fetches nothing: whoever may set a style may do that.
    "css-026": {"position": "fixed", "inset": "0", "z-index": "2147483647", "opacity": "0"},
    "css-037": {"color": "\ufffd"},
}


@pytest.mark.parametrize("hostile", corpus.category("css"), ids=str)
def test_the_corpus(hostile: corpus.Hostile) -> None:
    if hostile.id in HARMLESS_IN_THE_CORPUS:
        assert parse_declarations(hostile.text) == HARMLESS_IN_THE_CORPUS[hostile.id]
    else:
        with pytest.raises(UnsafeValueError, match="CSS value"):
            parse_declarations(hostile.text)


@pytest.mark.parametrize("hostile", corpus.category("css"), ids=str)
def test_the_corpus_as_a_value(hostile: corpus.Hostile) -> None:
    name, colon, value = hostile.text.partition(":")
    if hostile.id not in HARMLESS_IN_THE_CORPUS:
        with pytest.raises(UnsafeValueError, match="CSS value"):
            check_value("color", value if colon else name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        (" ; ;", {}),
        ("color: red", {"color": "red"}),
        ("COLOR:RED;", {"color": "RED"}),
        ("color:red;background-color : blue ;", {"color": "red", "background-color": "blue"}),
        ("--My-Var: a b", {"--My-Var": "a b"}),
        ("-webkit-box-flex: 1", {"-webkit-box-flex": "1"}),
        ("color: red ! IMPORTANT", {"color": "red !important"}),
        ("color: red !important; color: blue", {"color": "red !important"}),
        ("color: red; color: blue !important", {"color": "blue !important"}),
        ("color: red; margin: 0; color: blue", {"margin": "0", "color": "blue"}),
        ("color:", {}),
        ("color", {}),
        ("color: red; nonsense; margin: 0", {"color": "red", "margin": "0"}),
        ("content: 'a: b'", {"content": "'a: b'"}),
        ("grid-area: 1 / 2 / 3 / 4", {"grid-area": "1 / 2 / 3 / 4"}),
        ("width: calc((100% - 2px) * 3)", {"width": "calc((100% - 2px) * 3)"}),
        ("grid-template: [a] 1fr [b] / auto", {"grid-template": "[a] 1fr [b] / auto"}),
        ("font: 12px/1.5 'A B', serif", {"font": "12px/1.5 'A B', serif"}),
        ("color: var(--x, rgb(0 0 0 / 50%))", {"color": "var(--x, rgb(0 0 0 / 50%))"}),
        ("filter: progid:x(a:b)", {"filter": "progid:x(a:b)"}),
    ],
)
def test_parsing(text: str, expected: dict[str, str]) -> None:
    assert parse_declarations(text) == expected
    assert list(parse_declarations(text)) == list(expected)


@pytest.mark.parametrize(
    "value",
    [
        *(
            "url(x)",
            "URL( x )",
            "src('x')",
            "image-set('x' 1x)",
            "-webkit-image-set(x)",
            "@import 'x'",
            "expression(x)",
        ),
        *("a\\62", "a;b", "{", "}", "/* x", "'a;b'", "cross-fade(url(x), red)"),
    ],
)
def test_values_that_load_or_break_out(value: str) -> None:
    for spelling in (value, f"  {value}", f"red {value} !important", value.upper()):
        with pytest.raises(UnsafeValueError):
            check_value("color", spelling)


@pytest.mark.parametrize("value", ["(", ")", "[", "]", "(]", "'", '"', "'a\n'", "calc(1px", "a)("])
def test_values_that_do_not_close_what_they_open(value: str) -> None:
    with pytest.raises(UnsafeValueError, match=r"without its counterpart|lacks a"):
        check_value("color", value)


@pytest.mark.parametrize("value", ["", "  ", "!important"])
def test_empty_values(value: str) -> None:
    assert check_value("color", value) == ""
    assert parse_declarations(f"color: {value}") == {}


@pytest.mark.parametrize("value", ["red !important", "red!IMPORTANT", "red  !  Important ", "\tred\n!important\n"])
def test_important_is_written_in_one_way(value: str) -> None:
    assert check_value("color", value) == "red !important"


@pytest.mark.parametrize("name", ["color", "Background-Color", "--x", "--X-y_1", "-webkit-x", "a1"])
def test_properties(name: str) -> None:
    assert check_property(name) == (name if name.startswith("--") else name.lower())


@pytest.mark.parametrize("name", ["", "1a", "a b", "a:b", "a;", "col\\6fr", "color\n", "ü", "---a", "a" * 70, "{"])
def test_malformed_properties(name: str) -> None:
    with pytest.raises(UnsafeValueError, match="CSS property"):
        check_property(name)


def test_the_door() -> None:
    value = check_value("background", css_url("/a.png") + " center / cover")
    assert value == 'url("/a.png") center / cover'
    assert type(value) is str
    with pytest.raises(UnsafeValueError):
        check_value("background", value)


@pytest.mark.parametrize(
    "value",
    [
        css_url("javascript:alert(1)"),
        css_url("data:image/svg+xml,x"),
        CssUrl('url("/a.png"); color: red'),
        CssUrl('url("/a.png") url(x)'),
        CssUrl('url("/a.png") /*'),
        CssUrl("url(x)"),
        CssUrl('url("a\\"b")'),
    ],
)
def test_the_door_opens_for_urls_only(value: CssUrl) -> None:
    with pytest.raises(UnsafeValueError):
        check_value("background", value)


def test_serializing() -> None:
    assert serialize({}) == ""
    assert serialize({"color": "red", "margin": "0 !important"}) == "color: red; margin: 0 !important;"


CSS_TEXT = st.text(st.sampled_from("ab-: ;()[]{}'\"\\/*!@#,.%0\n\tü") | st.characters(max_codepoint=0xFF))


@given(CSS_TEXT)
def test_what_is_accepted_survives_its_serialization(text: str) -> None:
    try:
        declarations = parse_declarations(text)
    except UnsafeValueError:
        return
    assert parse_declarations(serialize(declarations)) == declarations


@given(st.dictionaries(st.from_regex(r"\A[a-z]{1,5}\Z"), CSS_TEXT, max_size=4))
def test_no_value_reaches_beyond_its_declaration(values: dict[str, str]) -> None:
    declarations = {}
    for name, value in values.items():
        try:
            checked = check_value(name, value)
        except UnsafeValueError:
            continue
        if checked:
            declarations[name] = checked
    assert parse_declarations(serialize(declarations)) == declarations


class TestCaps:
    def test_a_long_value(self) -> None:
        assert check_value("font-family", "x" * VALUE_CHARACTERS) == "x" * VALUE_CHARACTERS
        for value in ("x" * (VALUE_CHARACTERS + 1), "rgb()" + " " * 32_000, "(" * 2000 + ")" * 2000):
            with pytest.raises(UnsafeValueError, match="up to 1024"):
                check_value("color", value)

    def test_addresses_do_not_count(self) -> None:
        picture = css_url("data:image/png;base64," + "A" * 10_000)
        assert len(check_value("background", picture + " no-repeat")) > 10_000
        with pytest.raises(UnsafeValueError, match="up to 1024"):
            check_value("background", picture + " x" * 600)

    def test_many_declarations(self) -> None:
        def text(count: int) -> str:
            return ";".join(f"--x{number}: 1" for number in range(count))

        assert len(parse_declarations(text(DECLARATIONS))) == DECLARATIONS
        assert len(parse_declarations(text(DECLARATIONS) + ";--x0: 2" * 1000)) == DECLARATIONS
        with pytest.raises(UnsafeValueError, match="up to 256"):
            parse_declarations(text(DECLARATIONS + 1))
        element = Document().createElement("p")
        for number in range(DECLARATIONS):
            element.style.setProperty(f"--x{number}", "1")
        element.style.setProperty("--x0", "2")
        with pytest.raises(UnsafeValueError, match="up to 256"):
            element.style.setProperty("--y", "1")
        assert element.style.length == DECLARATIONS
        with pytest.raises(UnsafeValueError, match="up to 256"):
            h.p(style={f"--x{number}": 1 for number in range(DECLARATIONS + 1)})

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ("red!important", "red !important"),
            ("red ! \t IMPORTANT \n", "red !important"),
            ("!important", ""),
            ("a(!important)", "a(!important)"),
            ("unimportant", "unimportant"),
            ("calc(1px) important", "calc(1px) important"),
            ("rgb(0,0,0)!!important", "rgb(0,0,0)! !important"),
        ],
    )
    def test_importance(self, value: str, expected: str) -> None:
        assert check_value("color", value) == expected
