"""Widgets of anywidget that tests show. The packages are named at run time: not every checkout has their types."""

from importlib import import_module
from typing import Any

anywidget: Any = import_module("anywidget")
traitlets: Any = import_module("traitlets")


class Counting(anywidget.AnyWidget):  # type: ignore[misc]
    """A widget of our own: a button, messages, bytes and a command."""

    _esm = """
    async function render({ model, el, experimental }) {
        const button = document.createElement("button");
        const show = () => {
            button.textContent = `count ${model.get("value")} of ${model.get("raw").byteLength} bytes`;
        };
        button.addEventListener("click", async () => {
            model.set("value", model.get("value") + 1);
            model.save_changes();
            const [answer, buffers] = await experimental.invoke("shout", "hello");
            button.title = `${answer} ${buffers.length}`;
        });
        model.on("change:value", show);
        model.on("change:raw", show);
        model.on("msg:custom", (content) => model.send({ echo: content }));
        show();
        el.append(button);
    }
    export default { render };
    """
    _css = "button { color: rgb(4, 5, 6) }"
    value = traitlets.Int(0).tag(sync=True)
    raw = traitlets.Bytes(b"abc").tag(sync=True)

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.heard: list[Any] = []
        self.on_msg(lambda widget, content, buffers: self.heard.append(content))

    @anywidget.experimental.command  # type: ignore[untyped-decorator]
    def shout(self, text: str, buffers: list[bytes]) -> tuple[str, list[bytes]]:
        """Answer a call of the browser's."""
        return text.upper(), [b"x"]
