"""The gallery as an app: a page for each family of widgets, in any theme, direction and language."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

import msgspec

from domsync import App, Child, Component, Query, SessionOptions, Visit, VNode
from domsync import html as h
from domsync import widgets as w
from domsync.components import Locale
from domsync.gallery.demo import Family
from domsync.gallery.demos import FAMILIES
from domsync.gallery.playground import Playground, said

Scheme = Literal["system", "light", "dark"]
Theme = Literal["default", "contrast", "paper"]
Density = Literal["normal", "compact", "cosy"]
Direction = Literal["ltr", "rtl"]
LANGUAGES = {"en": "English", "de": "Deutsch", "fr": "Français", "es": "Español", "it": "Italiano", "pt": "Português"}

CSS = (Path(__file__).parent / "gallery.css").read_text(encoding="utf-8")


class Example(msgspec.Struct, frozen=True):
    """A program that the gallery leads to.

    Attributes:
        title: What it is called.
        href: Where it is served.
        text: What it shows, in a sentence.
        file: Its file.
    """

    title: str
    href: str
    text: str
    file: str


class Look(Component):
    """The look of the gallery, which is in its address."""

    scheme: Query[Scheme] = "system"
    theme: Query[Theme] = "default"
    density: Query[Density] = "normal"
    direction: Query[Direction] = "ltr"
    language: Query[str] = "en"
    phone: Query[bool] = False

    def address(self, path: str) -> str:
        """The address of a page in the same look."""
        looks = {name: str(getattr(self, name)) for name in Look.model_fields if name in LOOKS}
        changed = {name: value for name, value in looks.items() if value != str(LOOKS[name])}
        path, mark, anchor = path.partition("#")
        return f"{path}{'?' + urlencode(changed) if changed else ''}{mark}{anchor}"


#: What of the look is not said in the address.
LOOKS = {
    name: Look.model_fields[name].default for name in ("scheme", "theme", "density", "direction", "language", "phone")
}


class Shell(Look):
    """The shell around all pages."""

    has_examples: bool = False

    def render(self) -> VNode:
        language = self.language if self.language in LANGUAGES else "en"
        self.provide(Locale(language))
        links = [w.nav_link(family.title, self.address(f"/{family.name}")) for family in FAMILIES]
        nav: list[Child] = [w.nav_link("Start", self.address("/")), w.nav_group("Widgets", *links)]
        if self.has_examples:
            nav.append(w.nav_link("Examples", self.address("/examples")))
        return w.app_shell(
            self.outlet(),
            title=h.link("domsync", href=self.address("/"), style="color: inherit; text-decoration: none"),
            nav=nav,
            actions=[w.command_palette(self.commands), w.popover("Look", self.looks())],
            data={
                "ds-page": "",
                "ds-scheme": None if self.scheme == "system" else self.scheme,
                "ds-density": None if self.density == "normal" else self.density,
                "ds-theme": None if self.theme == "default" else self.theme,
            },
            dir=self.direction,
            lang=language,
        )

    def commands(self) -> list[w.Command]:
        """All widgets, for the search."""
        base = self.use(Visit).request.prefix
        return [
            w.Command(demo.name, group=family.title, href=base + self.address(f"/{family.name}#{demo.name}"))
            for family in FAMILIES
            for demo in family.demos
        ]

    def looks(self) -> VNode:
        """The switches of the look."""
        return h.div(
            w.select("Scheme", bind=self.field("scheme")),
            w.select("Theme", bind=self.field("theme")),
            w.select("Density", bind=self.field("density")),
            w.select("Direction", {"ltr": "Left to right", "rtl": "Right to left"}, bind=self.field("direction")),
            w.select("Language", LANGUAGES, bind=self.field("language")),
            w.switch("As wide as a phone", bind=self.field("phone")),
            class_="gallery-looks",
        )


class Start(Look):
    """The first page."""

    def render(self) -> Child:
        cards = [
            w.card(
                h.p(family.text),
                h.p(", ".join(demo.name for demo in family.demos), class_="ds-help"),
                title=h.link(family.title, href=self.address(f"/{family.name}")),
                level=2,
            )
            for family in FAMILIES
        ]
        count = sum(len(family.demos) for family in FAMILIES)
        return [
            w.page_header("Widgets", subtitle=f"{count} of them, each live with its code beside it."),
            w.grid(cards, min_width="18rem", class_="gallery-cards"),
        ]


class FamilyPage(Look):
    """The page of a family."""

    family: str = ""

    def render(self) -> Child:
        family = next(one for one in FAMILIES if one.name == self.family)
        return [
            w.page_header(family.title, subtitle=family.text),
            [Playground(demo=demo, phone=self.phone, key=demo.name) for demo in family.demos],
        ]


class Examples(Component):
    """The programs that are mounted in the gallery."""

    examples: Sequence[Example] = ()

    def render(self) -> Child:
        cards = [
            h.li(
                w.card(h.p(said(one.text)), h.code(one.file), title=h.a(one.title, href=one.href), level=2),
                key=one.href,
            )
            for one in self.examples
        ]
        return [
            w.page_header("Examples", subtitle="Programs, each in one file."),
            h.ul(cards, class_="gallery-examples"),
        ]


def _add_page(app: App, one: Family) -> None:
    load = one.load
    if load is None:

        @app.page(f"/{one.name}")
        class Page(FamilyPage):
            family: str = one.name

        return

    @app.page(f"/{one.name}")
    async def page(phone: bool = False) -> FamilyPage:
        await load()
        return FamilyPage(family=one.name, phone=phone)


def gallery(examples: Sequence[Example] = (), *, sessions: bool | SessionOptions = False) -> App:
    """Make the app of the gallery.

    Args:
        examples: Programs to lead to, on a page of its own.
        sessions: Whether a session is kept for each browser, which programs that are mounted in it may need.
    """
    app = App(title="domsync widgets", css=CSS, sessions=sessions)
    if find_spec("js_lib_leaflet") is not None:
        app.modules(w.MAP_MODULES)

    @app.layout("/")
    class Frame(Shell):
        has_examples: bool = bool(examples)

    app.page("/")(Start)
    for one in FAMILIES:
        _add_page(app, one)

    if examples:

        @app.page("/examples")
        def programs() -> Child:
            return Examples(examples=tuple(examples))

    return app
