"""Hot reload: when a file is saved, a new worker takes over from the present one."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Sequence
from pathlib import Path

from domsync.server.workers.file_watcher import saved_files
from domsync.server.workers.supervisor import Workers
from domsync.server.workers.worker import Place


async def run_reloading(command: Callable[[Place], Sequence[str]], folder: Path, host: str, port: int) -> bool:
    """Run one worker, and replace it whenever a file of its program is saved.

    Args:
        command: Makes the worker's command line from its place.
        folder: The folder of the program's files.
        host: The host to listen on.
        port: The port; 0 takes a free one.

    Returns:
        Whether it served at all.

    Raises:
        OSError: The port is taken, or the host is not an address of this machine.
    """
    workers = Workers(command, 1, host, port, reloads=True)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, workers.stop)

    async def watch() -> None:
        async for saved in saved_files(folder):
            kinds = {Path(path).suffix for path in saved}
            if kinds == {".css"}:
                workers.tell({"kind": "style"})
            else:
                workers.restart()

    watching = asyncio.create_task(watch())
    said = f"domsync serves http://{host}:{workers.port}, and again whenever a file in {folder} is saved"
    try:
        return await workers.run(lambda: print(said, flush=True))
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
