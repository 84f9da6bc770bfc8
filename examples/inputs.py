"""Everything that is clicked, typed, ticked or chosen appears in a table at once: the raw DOM and two widgets.

Run it with `python examples/inputs.py` and open http://127.0.0.1:8000.
"""

import os

from domsync import DomsyncServer, Element
from domsync.components import SelectComponent, TableComponent
from domsync.dom import Event
from domsync.domsync_server import Client


async def show_inputs(server: DomsyncServer, client: Client) -> None:
    document = server.get_document(client)
    root = document.getRootElement()
    root.style = {"font-family": "system-ui, sans-serif", "max-width": "40rem", "margin": "2rem auto"}
    root.appendChild(document.createElement("h1", innerText="Inputs"))

    def line(text: str) -> Element:
        label = document.createElement("label", innerText=f"{text} ")
        label.style = {"display": "flex", "gap": "1rem", "align-items": "center", "margin": "0.5rem 0"}
        root.appendChild(label)
        return label

    def show(event: Event) -> None:
        # The live tree holds what the user entered before this is called.
        element = document.getElementById(event["id"])
        shown = ("ticked" if element.checked else "not ticked") if element.type == "checkbox" else element.value
        table.updateCell(element.id, "value", shown)

    def press(event: Event) -> None:
        button.innerText = "off" if button.innerText == "on" else "on"
        table.updateCell("button", "value", button.innerText)

    button = document.createElement("button", id="button", innerText="on")
    button.addEventListener("click", press)
    line("Button").appendChild(button)

    text = document.createElement("input", id="text", value="Hello!", attributes={"type": "text"})
    area = document.createElement("textarea", id="textarea", value="One line,\nand another", attributes={"rows": "3"})
    tick = document.createElement("input", id="checkbox", attributes={"type": "checkbox"})
    for title, control in (("Text", text), ("Text area", area), ("Check box", tick)):
        control.addEventListener("input", show)
        line(title).appendChild(control)
    select = SelectComponent(line("Select"), {"r": "Red", "g": "Green", "b": "Blue"}, show, id="select").select

    table = TableComponent(root, {"name": "Control", "value": "Value"})
    for name, value in (("button", "on"), ("checkbox", "not ticked"), *((c.id, c.value) for c in (select, text, area))):
        table.addRow(name, [name, value])
    await server.flush(client)


server = DomsyncServer(show_inputs, "127.0.0.1", int(os.environ.get("PORT", "8000")), title="Inputs")

if __name__ == "__main__":
    server.run()
