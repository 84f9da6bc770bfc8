"""A CodeMirror editor: Python sets the text and hears of changes."""

from typing import Any

from pydantic import Field

from domsync import Child, ClientModule, Component, Writable
from domsync import html as h


class Editor(ClientModule):
    module = "editor.js"
    # It makes style elements, for which it gets the page's nonce.
    styles = "nonce"

    text: Writable[str] = ""


class EditorPart(Component):
    editor: Editor = Field(
        default_factory=lambda: Editor(text="def hello():\n    print('hello')\n", attrs={"class_": "editor"})
    )
    lines: int = 3

    def mounted(self) -> None:
        self.editor.on_change = self.count

    def render(self) -> Child:
        return [self.editor, h.p(h.button("Quote", on_click=self.quote), f" {self.lines} lines")]

    def quote(self) -> None:
        self.editor.text = self.editor.text.replace("'", '"')

    def count(self, changes: dict[str, Any]) -> None:
        self.lines = len(self.editor.text.split("\n"))
