"""A page that responds instantly: menu, tabs, dialog and copying need no server. A button shows that it is busy.

Run it with `python examples/at_once.py` and open http://127.0.0.1:8000.
"""

import asyncio
from pathlib import Path

from pydantic import PrivateAttr

from domsync import App, Child, Component, Element, Ref, Visit, VNode, act, on
from domsync import html as h

NAMES = ("Ada", "Grace", "Barbara")


class AtOnce(Component):
    """The names of a team. What only this visitor sees changes in the browser; what is kept goes to the server."""

    saved: int = 0
    _menu: Ref[Element] = PrivateAttr(default_factory=Ref)
    _about: Ref[Element] = PrivateAttr(default_factory=Ref)

    def render(self) -> Child:
        dark = self.use(Visit).browser.media("(prefers-color-scheme: dark)")
        return h.main(
            h.h1("At once"),
            self.menu(),
            self.tabs(),
            h.form(
                h.button("Save", class_="save"),
                h.output(f"Saved {self.saved} times" if self.saved else "Not saved"),
                on_submit=on(self.save, first=act.disable(of=act.inner("button")), lock=True),
            ),
            self.about(),
            h.p("You prefer dark mode." if dark else "You prefer light mode."),
            class_="card",
        )

    def menu(self) -> VNode:
        """A menu that opens on a click, closes on a click elsewhere, and is navigated with the arrow keys."""
        items = "[role=menuitem]"
        close = act.hide(of=self._menu)
        return h.nav(
            h.button("Menu", on_click=[act.toggle(of=self._menu), act.focus(of=act.ref(self._menu).inner(items))]),
            h.ul(
                h.li(h.button("About", role="menuitem", on_click=[close, act.open(of=self._about)])),
                h.li(h.button("Copy the address", role="menuitem", on_click=[close, act.copy("https://example.org")])),
                h.li(h.button("Python", role="menuitem", on_click=[close, act.open_url("https://www.python.org")])),
                role="menu",
                hidden=True,
                ref=self._menu,
                on_keydown=on(
                    act.focus(of=act.focused().next_sibling(items, within="[role=menu]", wrap=True)),
                    key="ArrowDown",
                    prevent_default=True,
                ),
                on_keyup=on(close, key="Escape"),
            ),
            on_click=on(close, outside=True),
        )

    def tabs(self) -> VNode:
        """Tabs: a click selects one and deselects the others."""
        around = act.closest(".tabs")

        def tab(place: int, name: str) -> VNode:
            select = [act.set_aria("selected", False, of=around.inner("[role=tab]")), act.set_aria("selected", True)]
            show = [act.hide(of=around.inner("[role=tabpanel]")), act.show(of=around.inner(f"#panel-{name}"))]
            return h.button(name, role="tab", aria={"selected": place == 0}, on_click=[*select, *show])

        return h.section(
            h.div([tab(place, name) for place, name in enumerate(NAMES)], role="tablist"),
            [
                h.p(f"All about {name}.", role="tabpanel", id=f"panel-{name}", hidden=place > 0)
                for place, name in enumerate(NAMES)
            ],
            class_="tabs",
        )

    def about(self) -> VNode:
        """A dialog that closes with its button or a click on the backdrop."""
        return h.dialog(
            h.p("Everything here except saving works without a connection."),
            h.button("Close", on_click=act.close(of=act.closest("dialog"))),
            ref=self._about,
            on_click=on(act.close(), if_self=True),
        )

    async def save(self) -> None:
        await asyncio.sleep(1)
        self.saved += 1


STATIC = Path(__file__).parent / "static"
app = App(AtOnce, title="Instant actions", static=STATIC, stylesheets=["/static/base.css", "/static/pages.css"])

if __name__ == "__main__":
    app.run()
