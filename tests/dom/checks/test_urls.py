"""URLs in attributes (PROMISES: P2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domsync.dom.checks.trusted import unsafe_url
from domsync.dom.checks.urls import URL_ATTRIBUTES, check_attribute_url, check_url
from domsync.errors import UnsafeValueError
from tests import corpus

#: Tag, attribute, and the form in which the attribute holds a URL.
PLACES = [
    ("a", "href", "{}"),
    ("iframe", "src", "{}"),
    ("form", "action", "{}"),
    ("button", "formaction", "{}"),
    ("use", "xlink:href", "{}"),
    ("video", "poster", "{}"),
    ("object", "data", "{}"),
    ("img", "srcset", "{}"),
    ("img", "srcset", "/a.png 1x, {} 2x"),
    ("a", "ping", "{}"),
    ("body", "background", "{}"),
    ("meta", "content", "0;url={}"),
    ("meta", "content", " 0.5 , URL = '{}'"),
    ("meta", "content", "1 {}"),
]
# Not live anywhere, but of no use as a link either: what looks like a scheme is none of the four.
REFUSED_ALL_THE_SAME = {
    *("url-020", "url-021", "url-032", "url-034", "url-035", "url-038", "url-040", "url-041"),
    *("url-050", "url-052", "url-053", "url-054", "url-056", "url-059", "url-061"),
}


@pytest.mark.parametrize(("tag", "name", "form"), PLACES)
def test_live_urls_of_the_corpus_are_refused(tag: str, name: str, form: str) -> None:
    assert name in URL_ATTRIBUTES
    for hostile in corpus.live_urls():
        # White space parts the URLs of a list, so a candidate cannot begin with or hold it.
        text = hostile.text if form == "{}" or tag == "meta" else "".join(hostile.text.split())
        with pytest.raises(UnsafeValueError):
            check_attribute_url(tag, name, form.format(text))


@pytest.mark.parametrize(("tag", "name", "form"), [place for place in PLACES if place[2] == "{}"])
def test_harmless_urls_of_the_corpus_are_accepted(tag: str, name: str, form: str) -> None:
    live = {hostile.id for hostile in corpus.live_urls()}
    for hostile in corpus.category("url"):
        if hostile.id not in live | REFUSED_ALL_THE_SAME:
            check_attribute_url(tag, name, form.format(hostile.text))


@pytest.mark.parametrize("id", sorted(REFUSED_ALL_THE_SAME))
def test_strange_schemes_of_the_corpus_are_refused(id: str) -> None:
    [hostile] = [hostile for hostile in corpus.category("url") if hostile.id == id]
    with pytest.raises(UnsafeValueError):
        check_url(hostile.text)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://a.test/",
            "HTTPS://a.test/",
            "mailto:a@b.test",
            "tel:+49123",
            "//a.test/x",
            "/x",
            "x",
            "./x:y",
            "../x",
        ),
        *("", "#", "#a:b", "?a:b", "a/b:c", "a?b:c", "a#javascript:x", "\\x:y", "ü/x"),
    ],
)
def test_allowed_urls(url: str) -> None:
    check_url(url)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("javascript:alert(1)", r"the scheme 'javascript' is not http, https, mailto or tel; unsafe_url\(\)"),
        ("vbscript:x", "the scheme 'vbscript'"),
        ("data:text/html,x", "data: is only allowed for images"),
        ("blob:http://a.test/x", "the scheme 'blob'"),
        ("localhost:8000/x", "begin the URL with 'http://'"),
        ("a.test:8000", "begin the URL with 'http://'"),
        ("javascript:1", "the scheme 'javascript'"),
        ("1:30", "no colon before its first '/'; begin it with './'"),
        ("a b:c", "no colon before its first '/'"),
    ],
)
def test_refused_urls_say_why(url: str, reason: str) -> None:
    with pytest.raises(UnsafeValueError, match=reason) as caught:
        check_url(url)
    assert isinstance(caught.value, ValueError)


@given(
    st.sampled_from(["javascript:", "data:text/html,", "vbscript:", "blob:", "view-source:"]),
    st.lists(st.tuples(st.integers(0, 20), st.sampled_from("\t\n\r")), max_size=4),
    st.text(st.characters(max_codepoint=0x20), max_size=4),
    st.lists(st.booleans(), min_size=20, max_size=20),
)
def test_no_spelling_of_a_scheme_gets_by(
    scheme: str, inserts: list[tuple[int, str]], before: str, upper: list[bool]
) -> None:
    text = "".join(c.upper() if up else c for c, up in zip(scheme, upper, strict=False))
    for position, character in inserts:
        text = text[:position] + character + text[position:]
    with pytest.raises(UnsafeValueError):
        check_attribute_url("a", "href", f"{before}{text}x")


@pytest.mark.parametrize("kind", ["png", "gif", "jpeg", "webp", "avif"])
@pytest.mark.parametrize(
    ("tag", "name", "form"),
    [
        ("img", "src", "{}"),
        ("IMG", "SRC", " {}"),
        ("img", "srcset", "{} 1x, {} 2x"),
        ("source", "srcset", "{}"),
        ("video", "poster", "{}"),
        ("input", "src", "{}"),
        ("image", "href", "{}"),
        ("image", "xlink:href", "{}"),
        ("feImage", "href", "{}"),
    ],
)
def test_data_images_where_they_can_only_be_shown(kind: str, tag: str, name: str, form: str) -> None:
    url = f"data:image/{kind};base64,AA=="
    check_attribute_url(tag, name, form.replace("{}", url))
    with pytest.raises(UnsafeValueError, match="only png, gif"):
        check_attribute_url(tag, name, form.replace("{}", "data:image/svg+xml,<svg/>"))


@pytest.mark.parametrize(("tag", "name"), [("a", "href"), ("iframe", "src"), ("use", "href"), ("a", "ping")])
def test_data_images_are_no_documents(tag: str, name: str) -> None:
    with pytest.raises(UnsafeValueError):
        check_attribute_url(tag, name, "data:image/png;base64,AA==")


@pytest.mark.parametrize("tag", ["img", "video", "audio", "source"])
def test_blobs_of_media(tag: str) -> None:
    check_attribute_url(tag, "src", "blob:http://a.test/1-2-3")
    with pytest.raises(UnsafeValueError):
        check_attribute_url("iframe", "src", "blob:http://a.test/1-2-3")


@pytest.mark.parametrize(
    "value",
    [
        *(
            "a.png",
            "a.png 1x",
            "a.png 1x, b.png 2x",
            "a.png,b.png",
            ", a.png 100w,\nb,c.png 200w",
            "",
            " ",
            ",",
            "\u00a0",
        ),
        "http://a.test/x,y.png 1x,/b.png",
    ],
)
def test_harmless_srcsets(value: str) -> None:
    check_attribute_url("img", "srcset", value)


@pytest.mark.parametrize(
    "value",
    ["a 1x,javascript:x", "a,\tjavascript:x 1x", ",,javascript:x,", "a 1x, data:image/svg+xml,x 2x", "java\nscript:x"],
)
def test_dangerous_srcsets(value: str) -> None:
    with pytest.raises(UnsafeValueError):
        check_attribute_url("img", "srcset", value)


def test_ping_is_a_list() -> None:
    check_attribute_url("a", "ping", "/a https://b.test/")
    with pytest.raises(UnsafeValueError):
        check_attribute_url("a", "ping", "/a javascript:x")


@pytest.mark.parametrize(
    "content", ["width=device-width", "javascript: the good parts", "5", "0;url=/next", "5; /next"]
)
def test_other_contents_of_meta(content: str) -> None:
    check_attribute_url("meta", "content", content)


def test_content_of_other_elements_is_no_url() -> None:
    check_attribute_url("div", "content", "0;url=javascript:x")


@pytest.mark.parametrize("name", ["href", "xlink:href", "onclick", " SRC ", "to:href"])
def test_animations_do_not_set_what_is_checked_elsewhere(name: str) -> None:
    for spelling in ("attributeName", "attributename"):
        assert spelling in URL_ATTRIBUTES
        with pytest.raises(UnsafeValueError, match="animation"):
            check_attribute_url("animate", spelling, name)


@pytest.mark.parametrize("name", ["x", "fill", "opacity"])
def test_animations_of_harmless_attributes(name: str) -> None:
    check_attribute_url("animate", "attributeName", name)


@pytest.mark.parametrize("value", ["red", "url(#a)", "url( '#a' ) red", 'URL("#a-b.c")', "none"])
def test_presentation_attributes_refer_to_the_page(value: str) -> None:
    check_attribute_url("rect", "fill", value)


@pytest.mark.parametrize(
    "value", ["url(http://a.test/x#y)", "url(#a) url(//b)", "u\\72l(x)", "image-set('x' 1x)", "url('#a)"]
)
def test_presentation_attributes_load_nothing(value: str) -> None:
    with pytest.raises(UnsafeValueError, match=r"url\(#id\)"):
        check_attribute_url("rect", "mask", value)


@pytest.mark.parametrize(("tag", "name", "form"), PLACES)
def test_the_door(tag: str, name: str, form: str) -> None:
    check_attribute_url(tag, name, unsafe_url(form.format("javascript:alert(1)")))


def test_attributes_that_hold_no_url() -> None:
    assert not URL_ATTRIBUTES & {"class", "id", "title", "value", "style", "alt", "name", "type"}
