"""The processes that tests start: their environment, and their end."""

import asyncio
import os
import signal

from tests.waiting import PATIENCE

#: asyncio's debug mode is for what tests run themselves. A process that is started by one would be slower, take more
#: memory, and tell on stderr, which tests compare, of each callback that a busy machine made slow.
_ONLY_HERE = "PYTHONASYNCIODEBUG"


def environment(**settings: str) -> dict[str, str]:
    """The environment of the tests without what is meant for them alone.

    Args:
        settings: What is set besides.
    """
    return {name: value for name, value in os.environ.items() if name != _ONLY_HERE} | settings


async def end(process: asyncio.subprocess.Process) -> None:
    """Tell a process to end, and wait for it.

    Args:
        process: The leader of a session of its own (`start_new_session=True`).

    Raises:
        TimeoutError: It had not ended in time. It and what it had started have been killed.
    """
    if process.returncode is None:
        process.terminate()
    try:
        await asyncio.wait_for(process.communicate(), PATIENCE)
    except TimeoutError:
        os.killpg(process.pid, signal.SIGKILL)
        await process.communicate()
        raise
