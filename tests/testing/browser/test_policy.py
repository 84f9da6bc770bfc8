"""What a Content Security Policy lets a page in process load."""

import pytest

from domsync import App, Child, Component
from domsync import html as h
from domsync.testing import render_page
from domsync.testing.browser.policy import PagePolicy, loads_of
from domsync.testing.tree.nodes import ReferenceElement

OWN = "http://shop.example:8000/a/b"


@pytest.mark.parametrize(
    ("sources", "address", "is_taken"),
    [
        ("'self'", "/x.png", True),
        ("'self'", "x.png", True),
        ("'self'", "https://shop.example:8000/x.png", True),
        ("'self'", "http://shop.example/x.png", False),
        ("'self'", "//other.example/x.png", False),
        ("'none'", "/x.png", False),
        ("*", "https://other.example/x", True),
        ("*", "data:image/png,x", False),
        ("data:", "data:image/png,x", True),
        ("blob:", "blob:http://shop.example:8000/1", True),
        ("https:", "https://other.example/x", True),
        ("https:", "http://other.example/x", False),
        ("https://other.example", "https://other.example/x", True),
        ("https://other.example", "http://other.example/x", False),
        ("http://other.example", "https://other.example/x", True),
        ("https://other.example", "https://other.example:8443/x", False),
        ("https://other.example:*", "https://other.example:8443/x", True),
        ("https://*.example", "https://a.b.example/x", True),
        ("https://*.other.example", "https://other.example/x", False),
        ("other.example", "http://other.example/x", True),
        ("https://other.example/a/", "https://other.example/a/b.png", True),
        ("https://other.example/a/", "https://other.example/b.png", False),
        ("https://other.example/a.png", "https://other.example/a.png?b", True),
    ],
)
def test_sources(sources: str, address: str, is_taken: bool) -> None:
    policy = PagePolicy(f"default-src 'none'; img-src 'none' {sources}", OWN)
    assert bool(policy.refused("img-src", address)) != is_taken
    assert not PagePolicy("script-src 'none'", OWN).refused("img-src", address), "nothing is said of it"


def test_who_speaks_for_whom() -> None:
    policy = PagePolicy("default-src 'self'; child-src https://video.example", OWN)
    assert not policy.refused("frame-src", "https://video.example/7")
    assert policy.refused("media-src", "https://video.example/7") == "https://video.example/7"
    assert not policy.refused("media-src", "/own.mp3")


def test_what_elements_load() -> None:
    def element(tag: str, **attributes: str) -> ReferenceElement:
        made = ReferenceElement(tag)
        for name, value in attributes.items():
            made.set_attribute(name, value)
        return made

    assert [*loads_of(element("img", src="/a", srcset="/b 1x, /c 2x"))] == [
        ("img-src", "/a"),
        ("img-src", "/b"),
        ("img-src", "/c"),
    ]
    assert [*loads_of(element("video", src="/a", poster="/b"))] == [("media-src", "/a"), ("img-src", "/b")]
    assert [*loads_of(element("input", type="image", src="/a"))] == [("img-src", "/a")]
    assert not [*loads_of(element("input", src="/a"))]
    assert not [*loads_of(element("a", href="/a"))]


class Picture(Component):
    def render(self) -> Child:
        return h.img(src="https://tile.example/1.png", alt="Map")


def test_it_is_told_in_development_only(caplog: pytest.LogCaptureFixture) -> None:
    # A component by itself has the policy that an app begins with.
    assert render_page(Picture()).hints == ['pass policy={"img-src": ["https://tile.example"]}']
    caplog.clear()
    assert render_page(Picture(), development=False).hints == []
    for app in (App(Picture, development=False, hosts=["test"]), App(Picture, policy=None)):
        assert render_page(app).hints == []
    assert "has refused" not in caplog.text
