"""The widgets' style sheet: on pages whose program uses widgets, and on no others."""

import sys
from types import ModuleType
from typing import Any

import pytest

from domsync import App, Component, Shared
from domsync import html as h
from domsync import widgets as w
from domsync.components import on
from domsync.server.net.client_files import client_files, stripped_css
from domsync.server.pages import themes
from tests.server.app_support import served


class Page(Component):
    def render(self) -> Any:
        return w.button("Go")


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A component of a module that knows no widgets, and one that uses the first."""
    themes._reaches_widgets.cache_clear()
    plain, user = ModuleType("plain_module"), ModuleType("user_module")
    monkeypatch.setitem(sys.modules, "plain_module", plain)
    monkeypatch.setitem(sys.modules, "user_module", user)

    class Plain(Component):
        def render(self) -> Any:
            return h.p("x")

    Plain.__module__ = "plain_module"
    plain.Plain, user.on = Plain, on  # type: ignore[attr-defined]
    yield plain, user
    themes._reaches_widgets.cache_clear()


def test_a_program_that_uses_widgets(elsewhere: Any) -> None:
    plain, user = elsewhere
    assert themes.uses_widgets(Page)
    assert not themes.uses_widgets(plain.Plain)
    # Through a module of its own.
    user.Page = Page
    plain.user = user
    themes._reaches_widgets.cache_clear()
    assert themes.uses_widgets(plain.Plain)


async def get(app: App, path: str = "/", **headers: str) -> str:
    async with served(app) as server:
        return (await server.get(path, **headers))[2]


def sheets(html: str) -> list[str]:
    return [name for name in ("widgets.css", "structure.css", "widgets.js") if name in html]


@pytest.mark.parametrize(
    ("theme", "names"),
    [
        ({}, ["widgets.css", "widgets.js"]),
        ({"theme": "default"}, ["widgets.css", "widgets.js"]),
        ({"theme": None}, ["structure.css", "widgets.js"]),
        ({"theme": "contrast"}, ["widgets.css", "widgets.js"]),
    ],
)
async def test_the_theme_of_an_app(theme: Any, names: list[str]) -> None:
    html = await get(App(Page, **theme))
    assert sheets(html) == names
    assert ('data-ds-theme="contrast"' in html) == (theme == {"theme": "contrast"})


async def test_an_app_without_widgets(elsewhere: Any) -> None:
    plain, _ = elsewhere
    assert sheets(await get(App(plain.Plain))) == []
    assert sheets(await get(App(plain.Plain, theme="default"))) == ["widgets.css", "widgets.js"]
    assert sheets(await get(App(Shared(Page())))) == ["widgets.css", "widgets.js"]


async def test_the_language_of_the_page() -> None:
    assert '<html lang="de">' in await get(App(Page, locale="browser"), accept_language="de")
    assert '<html lang="ar" dir="rtl">' in await get(App(Page, locale="ar"))
    assert '<html lang="en">' in await get(App(Page), accept_language="de")


def test_the_style_sheet_is_small() -> None:
    files = client_files()
    response = files.respond(files.path("widgets.css"), "gzip")
    assert response.content_type.startswith("text/css")
    assert len(response.body) <= 20_000
    text = files.respond(files.path("structure.css")).body.decode()
    assert text.startswith("@layer domsync{")
    assert text.count("{") == text.count("}")
    # Without it, a row or a field would be seen in spite of its `hidden`, because it is a flex box.
    assert '[hidden]:not([hidden="until-found"]){display: none}' in text


def test_stripped_css() -> None:
    assert stripped_css('a { b: "x  /* y */"; }  /* c */\n d , e { f: calc(1px + 2px) }') == (
        'a{b: "x  /* y */"}d,e{f: calc(1px + 2px)}'
    )
