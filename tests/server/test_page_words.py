"""The library speaks the language of the page: on its own pages, of failures, and in its client."""

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from domsync import App, Component, Request, client
from domsync import html as h
from domsync.components import Locale
from domsync.components.page_words import OF_THE_CLIENT, PAGE_WORDS, client_words, page_word
from domsync.server.net.client_files import client_files
from domsync.testing import render_page
from tests.server.app_support import served


class Fragile(Component):
    """Fails while it is shown if it is told to, and when its button is clicked."""

    broken: bool = False

    def render(self) -> Any:
        if self.broken:
            raise ValueError("not today")
        return h.button("Go", on_click=self.fail)

    def fail(self) -> None:
        raise ValueError("not today")


def refused(request: Request) -> bool:
    return False


def page_of(locale: str | None, lang: str = "en") -> App:
    app = App(Fragile, locale=locale, lang=lang)

    @app.page("/broken")
    def broken() -> Component:
        raise ValueError("not today")

    app.page("/closed", guard=refused)(Fragile)
    app.page("/fragile")(lambda: Fragile(broken=True))

    @app.page("/rooms/{number}")
    def room(number: int) -> Component:
        return Fragile()

    return app


@pytest.mark.parametrize(
    ("path", "status", "title", "line"),
    [
        ("/nowhere", 404, "Nicht gefunden", "Unter dieser Adresse gibt es keine Seite."),
        ("/closed", 403, "Nicht erlaubt", "Sie dürfen diese Seite nicht sehen."),
        ("/broken", 500, "Etwas ist schiefgegangen", "Referenz "),
        ("/rooms/x", 422, "Diese Adresse stimmt nicht", "number: "),
    ],
)
async def test_pages_that_are_none(path: str, status: int, title: str, line: str) -> None:
    async with served(page_of("de")) as site:
        answered, _, text = await site.get(path)
    assert answered == status
    assert text.startswith('<!doctype html>\n<html lang="de">')
    assert f"<title>{title}</title>" in text
    assert f"<h1>{title}</h1>" in text
    assert f"<p>{line}" in text


async def test_the_language_that_the_browser_asks_for() -> None:
    async with served(page_of("browser", lang="it")) as site:
        for asked, tag, title in (
            ({"Accept-Language": "fr-CA, en;q=0.5"}, "fr-CA", "Introuvable"),
            ({"Accept-Language": "ja"}, "ja", "Not found"),
            ({}, "it", "Non trovato"),
        ):
            status, _, text = await site.get("/nowhere", **asked)
            assert status == 404
            assert f'<html lang="{tag}">' in text
            assert f"<h1>{title}</h1>" in text
        _, _, text = await site.get("/nowhere", **{"Accept-Language": "ar"})
        assert '<html lang="ar" dir="rtl">' in text


async def test_english_pages_load_nothing_more() -> None:
    extra = client_files().path("extra/translations.js").removeprefix("/")
    async with served(page_of(None)) as site:
        _, _, english = await site.get("/")
        _, _, nothing = await site.get("/nowhere")
    assert "<h1>Not found</h1>\n<p>There is no page at this address.</p>" in nothing
    assert "domsync-words" not in english
    assert extra not in english
    async with served(page_of("pt-BR")) as site:
        _, _, text = await site.get("/")
    assert extra in text
    assert "<noscript>Esta página precisa de JavaScript.</noscript>" in text
    told = re.search(r'<meta name="domsync-words" content="([^"]*)">', text)
    assert told is not None
    words = json.loads(unescape(told[1]))
    assert words.keys() == OF_THE_CLIENT.keys()
    assert words["elsewhere"] == "Esta página foi aberta noutro lugar."


def test_failures() -> None:
    page = render_page(page_of("es"))
    with page.expect_error():
        page.goto("/fragile")
    assert re.match(r"Algo ha fallado \(referencia \w+\)\. ", page.get_by_role("alert").text)
    page = render_page(page_of("fr"))
    with page.expect_error():
        page.get_by_role("button").click()
    assert re.match(r"Une erreur s’est produite \(référence \w+\)\. ", page.notice)


def test_what_is_none_of_the_words_stays_as_it_is() -> None:
    assert page_word("A title of an app: {x}", Locale("de")) == "A title of an app: {x}"
    assert client_words(Locale("en-GB")) == client_words(Locale("sv")) == {}
    assert set(OF_THE_CLIENT.values()) <= PAGE_WORDS


def test_the_client_says_the_same_in_english() -> None:
    """Its modules have the English words, so that an English page is told nothing."""
    modules = sorted(Path(client.__file__).parent.rglob("*.js"))
    said = "".join(module.read_text(encoding="utf-8") for module in modules)
    for name, text in OF_THE_CLIENT.items():
        assert re.search(rf'(\b{name}: |page\.words\.{name} \|\| )"{re.escape(text)}"', said), name
