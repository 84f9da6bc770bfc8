"""What `websockets` costs with nothing on top, on 127.0.0.1:PORT: the yardstick for sessions and for fan-out.

`python -m benchmarks.bare HERTZ`: `broadcast` sends every connection a message so many times a second (0: none).
"""

import asyncio
import os
import sys
import time

from websockets.asyncio.server import ServerConnection, broadcast, serve

MESSAGE = '[0,123456,0,[[5,12,0,"2026-01-01 12:34:56.789"]]]'


async def main(hertz: float) -> None:
    """Serve until the process is ended."""
    connections: set[ServerConnection] = set()

    async def connected(connection: ServerConnection) -> None:
        connections.add(connection)
        try:
            await connection.wait_closed()
        finally:
            connections.discard(connection)

    async with serve(connected, "127.0.0.1", int(os.environ["PORT"]), compression=None):
        due = time.monotonic()
        while True:
            due += 1 / hertz if hertz else 3600
            await asyncio.sleep(due - time.monotonic())
            broadcast(connections, MESSAGE)


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1])))
