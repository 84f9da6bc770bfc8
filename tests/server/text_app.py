"""A text that the visitors of all workers write together."""

from __future__ import annotations

import os

from domsync import App, Child, Component, SharedText
from domsync import html as h


class Page(Component):
    """Says who serves it, shows the text, and how long it is."""

    def render(self) -> Child:
        return h.main(
            h.p(str(os.getpid()), id="pid"),
            h.textarea(bind=text, aria={"label": "text"}),
            h.button("sign", on_click=self.sign),
            h.output(str(len(text))),
        )

    def sign(self) -> None:
        text.append(".")


app = App(Page, collect=False)
text = app.replicate(SharedText("()"), "text")
