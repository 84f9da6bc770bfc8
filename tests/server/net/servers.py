"""The servers that can serve an app, so that one suite holds for all of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn

from domsync import App
from tests.server.app_support import Served

#: domsync's own, and uvicorn.
KINDS = ("standalone", "uvicorn")


@asynccontextmanager
async def serving_on(
    kind: str, app: Any, *, host: str = "127.0.0.1", port: int = 0, **options: Any
) -> AsyncIterator[Served]:
    """An app on a port of a server.

    Args:
        kind: One of `KINDS`.
        app: The app; of uvicorn also any ASGI application.
        host: What is listened on.
        port: The port; by default a free one.
        options: Further options of uvicorn.
    """
    if kind == "standalone":
        taken = await app.serve(host, port)
        try:
            yield Served(app, taken)
        finally:
            await app.close()
        return
    config = uvicorn.Config(app, host, port, log_config=None, timeout_graceful_shutdown=5, **options)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server._serve())
    try:
        while not server.started:
            await asyncio.sleep(0.01)
            if task.done():
                await task
                raise RuntimeError("uvicorn has ended")
        yield Served(app if isinstance(app, App) else App(), server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        await task
