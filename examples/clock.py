"""A clock in the raw DOM: each browser has its own document, which a handler changes every second.

Run it with `python examples/clock.py` and open http://127.0.0.1:8000.
"""

import asyncio
import os
import time

from domsync import DomsyncServer
from domsync.domsync_server import Client


async def show_clock(server: DomsyncServer, client: Client) -> None:
    document = server.get_document(client)
    root = document.getRootElement()
    root.style = {"font-family": "system-ui, sans-serif", "text-align": "center", "margin-top": "15vh"}
    root.appendChild(document.createElement("h1", innerText="The time is"))
    clock = document.createElement("p", id="clock", attributes={"role": "timer"})
    clock.style = {"font-size": "4rem", "font-variant-numeric": "tabular-nums", "margin": "0"}
    root.appendChild(clock)
    while True:
        clock.innerText = time.strftime("%H:%M:%S")
        # Only the new text goes to the browser. When the browser has left, this ends the loop.
        await server.flush(client)
        await asyncio.sleep(1 - time.time() % 1)


server = DomsyncServer(show_clock, "127.0.0.1", int(os.environ.get("PORT", "8000")), title="Clock")

if __name__ == "__main__":
    server.run()
