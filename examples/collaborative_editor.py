"""One text for everyone who opens the page: type at the same time, and nobody overwrites anybody.

Run it with `python examples/collaborative_editor.py` and open http://127.0.0.1:8000 in two windows.
"""

from datetime import datetime
from pathlib import Path

from domsync import App, Child, Component, SharedText
from domsync import html as h

WELCOME = """Minutes

Write here, all at once. Open this page in a second window beside this one, and type in the same line in both.

- Your caret stays where it is, whatever the others do.
- What you write without a connection is merged when it is back.

"""


class Words(Component):
    """Reads the text, so it is rendered again at every edit; the editor around it is not."""

    def render(self) -> Child:
        return h.p(f"{len(text.value.split())} words, {len(text)} characters", role="status", class_="soft")


class Editor(Component):
    def render(self) -> Child:
        return h.main(
            h.h1("Write together"),
            h.label("Title", h.input(bind=title)),
            h.label("Text", h.textarea(bind=text, rows=16, autofocus=True)),
            h.div(
                Words(),
                h.button("Add the time", on_click=self.add_time, class_="quiet"),
                class_="row",
            ),
            class_="card editor",
        )

    def add_time(self) -> None:
        text.append(f"\n{datetime.now().astimezone():%H:%M} ")


STATIC = Path(__file__).parent / "static"
app = App(Editor, title="Editor", static=STATIC, stylesheets=["/static/base.css", "/static/editor.css"])
# The same in all processes, if there are several: `python -m domsync run ... --workers 4 --redis redis://...`.
title = app.replicate(SharedText("Meeting", single_line=True, max_length=60), "title")
text = app.replicate(SharedText(WELCOME), "text")

if __name__ == "__main__":
    app.run()
