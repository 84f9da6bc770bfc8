"""Search while typing: it waits for a pause, asks a slow service, and never shows the answer to an outdated question.

Run it with `python examples/search.py` and open http://127.0.0.1:8000.
"""

import asyncio
import random
import unicodedata
from pathlib import Path

from domsync import App, Child, Component, events, on
from domsync import html as h

SCRIPTS = ((0xA1, 0x250), (0x370, 0x530), (0x2100, 0x27C0))  # European letters, all kinds of symbols
LETTERS = (chr(code) for start, end in SCRIPTS for code in range(start, end))
CHARACTERS = {letter: name.lower() for letter in LETTERS if (name := unicodedata.name(letter, ""))}


async def find(words: str) -> list[str]:
    """Ask a service that is sometimes slow, sometimes slower."""
    await asyncio.sleep(random.uniform(0.1, 0.6))
    return [character for character, name in CHARACTERS.items() if all(word in name for word in words.lower().split())]


class Search(Component):
    words: str = ""
    found: list[str] = []
    loading: bool = False

    def render(self) -> Child:
        return h.main(
            h.h1("Find a character"),
            h.input(
                type="search",
                placeholder="arrow, greek, heart …",
                on_input=on(self.search, debounce=200),
                aria={"label": "Words of its name"},
                autofocus=True,
            ),
            h.p(self.status(), role="status", class_="soft"),
            h.ul(h.li(h.b(character), h.span(CHARACTERS[character]), key=character) for character in self.found[:60]),
            class_={"card": True, "search": True, "loading": self.loading},
        )

    def status(self) -> str:
        if self.loading:
            return f"Looking for “{self.words}” …"
        if not self.words:
            return f"{len(CHARACTERS):,} characters have a name."
        return f"{len(self.found):,} found." if self.found else f"No character is called “{self.words}”."

    async def search(self, event: events.InputEvent) -> None:
        words = self.words = event.value.strip()
        self.loading = bool(words)
        found = await find(words) if words else []
        if words == self.words:  # otherwise the user has typed more, and a newer question is on its way
            self.found, self.loading = found, False


STATIC = Path(__file__).parent / "static"
app = App(Search, title="Search", static=STATIC, stylesheets=["/static/base.css", "/static/search.css"])

if __name__ == "__main__":
    app.run()
