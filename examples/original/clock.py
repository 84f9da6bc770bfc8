"""A clock as a program for the original library: `DomsyncServer`, one document per client, and a loop that flushes."""

# mypy: allow-untyped-defs, allow-untyped-calls
import asyncio
import time

from domsync.domsync_server import DomsyncServer


async def connection_handler(server, client):
    document = server.get_document(client)
    title = document.createElement("div", innerText="It is now:")
    clock = document.createElement("div", id="clock")
    root = document.getElementById(document.getRootId())
    root.appendChild(title)
    root.appendChild(clock)
    while True:
        clock.innerText = time.strftime("%H:%M:%S")
        await server.flush(client)
        await asyncio.sleep(0.5)


async def main():
    # A page that was opened from a file has the origin "null".
    await DomsyncServer(connection_handler, "localhost", 8888, origins=["null"]).serve()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
