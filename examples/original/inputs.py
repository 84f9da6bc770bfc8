"""Inputs as a program for the original library: a component that keeps its parts by key, a table, and callbacks."""

# mypy: allow-untyped-defs, allow-untyped-calls
import asyncio

from domsync.components import TableComponent
from domsync.core import Component
from domsync.domsync_server import DomsyncServer


class Inputs(Component):
    def __init__(self, parent_el):
        super().__init__(parent_el)
        doc = self.getDocument()
        name = doc.createElement("input", id=parent_el.id + ".name", value="Ada", attributes={"type": "text"})
        name.addEventListener("input", self.on_event, js_value_getter="this.value")
        parent_el.appendChild(name)
        color = doc.createElement("select", id=parent_el.id + ".color")
        for option in ("red", "green"):
            color.appendChild(doc.createElement("option", innerText=option))
        color.addEventListener("input", self.on_event, js_value_getter="this.options[this.selectedIndex].value")
        parent_el.appendChild(color)
        clear = doc.createElement("button", id=parent_el.id + ".clear", innerText="clear")
        clear.addEventListener("click", self.on_clear)
        parent_el.appendChild(clear)
        self["table"] = TableComponent(parent_el, ["input", "value"])
        self["table"].addRow("name", ["name", name.value])
        self["table"].addRow("color", ["color", "red"])

    def on_event(self, event):
        row_id = event["id"].rpartition(".")[2]
        self["table"].updateCell(row_id, "value", event["value"])

    def on_clear(self, event):
        event["doc"].getElementById(self.getParentElement().id + ".name").value = ""
        self["table"].updateCell("name", "value", "")


async def connection_handler(server, client):
    Inputs(server.get_document(client).getRootElement())
    await server.flush(client)


async def main():
    # A page that was opened from a file has the origin "null".
    await DomsyncServer(connection_handler, "localhost", 8888, origins=["null"]).serve()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
