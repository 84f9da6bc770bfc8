"""A program that talks to an app without a browser: it sends a name and gets a greeting.

Run the app with `python examples/hello_client.py`, and the program with `python examples/hello_client.py Ada`.
"""

import json
import sys
from pathlib import Path

from websockets.sync.client import connect
from websockets.typing import Origin

from domsync import App, Child, Client, Component, State, Visit
from domsync import html as h

STATIC = Path(__file__).parent / "static"
app = App(title="Hello", json_clients=True, static=STATIC, stylesheets=["/static/base.css"])


class Guests(State):
    names: list[str] = []


guests = Guests()


@app.page("/")
class Book(Component):
    def render(self) -> Child:
        request = self.use(Visit).request
        address = request.headers.get("host", "") + request.prefix
        return h.main(
            h.h1("Guest book"),
            h.p("Say hello with ", h.code(f"python examples/hello_client.py Ada {address}"), class_="soft"),
            h.ol(h.li(name) for name in guests.names),
            class_="card",
        )


@app.on("hello")
def hello(client: Client, name: str) -> None:
    guests.names.append(name)
    client.send("hello", text=f"Hello {name}!")


def say_hello(name: str, address: str = "127.0.0.1:8000") -> str:
    """Ask the app at an address, which may include a path, for a greeting."""
    host = address.partition("/")[0]
    with connect(f"ws://{address}/_domsync/messages", origin=Origin(f"http://{host}")) as socket:
        socket.send(json.dumps({"op": "hello", "name": name}))
        answer = json.loads(socket.recv())
    return str(answer["text"])


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(say_hello(*sys.argv[1:]))
    else:
        app.run()
