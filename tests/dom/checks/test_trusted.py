"""The doors: what they make, and that nothing else makes it."""

import copy

import pydantic
import pytest

from domsync.dom.checks.trusted import CssUrl, TrustedHTML, css_url, unsafe_html, unsafe_tag, unsafe_url


def test_unsafe_html_keeps_the_source() -> None:
    trusted = unsafe_html("<b>bold</b>")
    assert trusted.html == str(trusted) == "<b>bold</b>"
    assert repr(trusted) == "unsafe_html('<b>bold</b>')"


def test_trusted_html_is_a_value() -> None:
    assert unsafe_html("a") == unsafe_html("a") != unsafe_html("b")
    assert unsafe_html("a") != "a"
    assert len({unsafe_html("a"), unsafe_html("a")}) == 1
    assert copy.deepcopy(unsafe_html("a")) == unsafe_html("a")


def test_trusted_html_is_no_string_and_has_no_other_maker() -> None:
    assert not isinstance(unsafe_html("a"), str)
    with pytest.raises(TypeError, match="unsafe_html"):
        TrustedHTML()
    with pytest.raises(TypeError, match="subclassed"):
        type("Sub", (TrustedHTML,), {})
    with pytest.raises(AttributeError, match="cannot be changed"):
        unsafe_html("a").html = "b"


def test_pydantic_makes_no_trusted_html_from_data() -> None:
    class Model(pydantic.BaseModel, arbitrary_types_allowed=True):
        body: TrustedHTML

    with pytest.raises(pydantic.ValidationError):
        Model.model_validate_json('{"body": "<b>"}')
    with pytest.raises(pydantic.ValidationError):
        Model.model_validate({"body": {"html": "<b>"}})
    assert Model(body=unsafe_html("<b>")).body.html == "<b>"


@pytest.mark.parametrize("door", [unsafe_html, unsafe_url, unsafe_tag, css_url])
def test_a_door_takes_strings_only(door: type) -> None:
    with pytest.raises(TypeError, match=r"takes a str, not bytes"):
        door(b"x")


@pytest.mark.parametrize(
    ("url", "value"),
    [
        ("/a.png", 'url("/a.png")'),
        ("/a b.png", 'url("/a%20b.png")'),
        ('"); color: red; x: url("', 'url("%22%29;%20color:%20red;%20x:%20url%28%22")'),
        ("\\\n\x00\x7f{}<>'", 'url("%5C%0A%00%7F%7B%7D%3C%3E%27")'),
        ("data:image/png;base64,AA==", 'url("data:image/png;base64,AA==")'),
    ],
)
def test_css_url_quotes(url: str, value: str) -> None:
    assert css_url(url) == value


def test_css_url_stays_one_when_text_is_added() -> None:
    value = "0 0 " + css_url("/a.png") + " no-repeat"
    assert type(value) is CssUrl
    assert value == '0 0 url("/a.png") no-repeat'
    assert type(f"{value}") is str
