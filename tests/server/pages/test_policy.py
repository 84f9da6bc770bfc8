"""The Content Security Policy: the strict default, and what an app and a page add to it."""

import logging
from collections.abc import Mapping
from typing import Any

import pytest

from domsync import App, Component
from domsync import html as h
from domsync.server.pages.policy import DEFAULT, NONCE, STRICT, Policy, advice
from tests.server.app_support import Served, served


class Page(Component):
    def render(self) -> Any:
        return h.p("Hello")


async def policy_of(site: Served, path: str = "/") -> dict[str, list[str]]:
    header = (await site.get(path))[1].get("content-security-policy")
    return {} if header is None else {name: sources for name, *sources in map(str.split, header.split(";"))}


async def test_what_an_app_and_a_page_need_is_added() -> None:
    app = App(Page, policy={"img-src": ["https://tile.example"], "object-src": ["'self'"]})
    app.page("/map", policy={"img-src": ["https://other.example"], "trusted-types": ["lit-html"]})(Page)
    app.page("/free", policy=None)(Page)
    async with served(app) as site:
        home, there = await policy_of(site), await policy_of(site, "/map")
        assert home["img-src"] == ["'self'", "data:", "blob:", "https://tile.example"]
        assert home["object-src"] == ["'self'"]
        assert there["img-src"] == ["'self'", "data:", "blob:", "https://tile.example", "https://other.example"]
        # 'none' stands alone, and gives way.
        assert (home["trusted-types"], there["trusted-types"]) == (["'none'"], ["lit-html"])
        assert {name: home[name] for name in DEFAULT.keys() - {"img-src", "script-src"}} == {
            name: list(DEFAULT[name]) for name in DEFAULT.keys() - {"img-src", "script-src"}
        }
        assert await policy_of(site, "/free") == {}
    async with served(App(Page, policy=None)) as site:
        assert await policy_of(site) == {}


def test_every_page_gets_a_nonce_of_its_own_from_one_policy() -> None:
    policy = STRICT.plus({"style-src": [NONCE]})
    for nonce, allow_eval in [("a", False), ("b", True), ("c", False), ("d", True)]:
        header = policy.header(nonce, allow_eval=allow_eval)["Content-Security-Policy"]
        assert header.count("'nonce-") == header.count(f"'nonce-{nonce}'") == 2
        assert ("'unsafe-eval'" in header, "trusted-types" in header) == (allow_eval, not allow_eval)
    assert policy == STRICT.plus({"style-src": [NONCE]}) != STRICT


async def test_a_nonce_for_styles_is_there_when_it_is_asked_for() -> None:
    app = App(Page, policy={"style-src": ["'nonce'"]})
    async with served(app) as site:
        _, headers, text = await site.get("/")
        nonce = text.partition('<meta property="csp-nonce" nonce="')[2].partition('"')[0]
        assert len(nonce) > 16
        assert f"style-src 'self' 'nonce-{nonce}';" in headers["content-security-policy"]
    async with served(App(Page)) as site:
        _, headers, text = await site.get("/")
        assert "csp-nonce" not in text
        assert "style-src 'self';" in headers["content-security-policy"]


@pytest.mark.parametrize(
    ("more", "error", "text"),
    [
        ({"img-src": "https://x"}, TypeError, r"the sources of 'img-src' must be a list: \['https://x'\]"),
        ({"img_src": ["x"]}, ValueError, "'img_src' is not a Content Security Policy directive"),
        ({"img-src; script-src": ["x"]}, ValueError, "is not a Content Security Policy directive"),
        ({"img-src": ["x; script-src *"]}, ValueError, "is not a valid source of img-src"),
        ({"img-src": ["a b"]}, ValueError, "is not a valid source of img-src"),
        ({"img-src": ["a,b"]}, ValueError, "is not a valid source of img-src"),
        ({"img-src": ["a\nb"]}, ValueError, "is not a valid source of img-src"),
        ({"img-src": [""]}, ValueError, "is not a valid source of img-src"),
    ],
)
def test_what_would_be_another_policy_is_refused(more: Mapping[str, Any], error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        App(Page, policy=more)
    with pytest.raises(error, match=text):
        STRICT.plus(more)


def test_where_text_may_be_evaluated_there_are_no_trusted_types() -> None:
    header = STRICT.header("R", allow_eval=True)["Content-Security-Policy"]
    assert "script-src 'nonce-R' 'unsafe-eval';" in header
    assert "trusted-types" not in header
    assert Policy(None).header("R") == {}


@pytest.mark.parametrize(
    ("directive", "blocked", "written"),
    [
        ("img-src", "https://tile.example/1/2.png", 'policy={"img-src": ["https://tile.example"]}'),
        ("frame-src", "http://localhost:1/x", """policy={"frame-src": ["'self'"]}"""),
        ("media-src", "data", 'policy={"media-src": ["data:"]}'),
        ("style-src-attr", "inline", "docs/howto/policy.md"),
    ],
)
def test_the_advice_can_be_copied(directive: str, blocked: str, written: str) -> None:
    assert written in advice(directive, blocked, "http://localhost:1")


async def test_a_page_in_development_tells_the_log_what_was_refused(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    query = "/_domsync/violation?directive=img-src&blocked=https%3A%2F%2Fa.example%2Fx.png&at=%3Cimg%3E"
    async with served(App(Page)) as site:
        assert "development.js" in (await site.get("/"))[2]
        status, _, text = await site.get(query)
        assert (status, text) == (200, 'pass policy={"img-src": ["https://a.example"]}')
        assert "has refused 'https://a.example/x.png' ('img-src') at '<img>': pass policy=" in caplog.text
        for _ in range(250):
            await site.get(query)
        assert caplog.text.count("has refused") == 200
    caplog.clear()
    async with served(App(Page, development=False, hosts=["localhost"])) as site:
        assert "development.js" not in (await site.get("/"))[2]
        assert (await site.get(query))[0] == 404
        assert (await site.get("/_domsync/origin?origin=x"))[0] == 404
    assert "has refused" not in caplog.text


async def test_a_page_in_development_learns_why_it_is_refused() -> None:
    async with served(App(Page)) as site:
        own = f"http://localhost:{site.port}"
        assert (await site.get(f"/_domsync/origin?origin={own}"))[2] == ""
        text = (await site.get("/_domsync/origin?origin=https://example.org"))[2]
        assert "pass origins=['https://example.org']" in text
