"""What the processes that tests start have as their environment."""

import os

#: asyncio's debug mode is for what tests run themselves. A process that is started by one would be slower, take more
#: memory, and tell on stderr, which tests compare, of each callback that a busy machine made slow.
_ONLY_HERE = "PYTHONASYNCIODEBUG"


def environment(**settings: str) -> dict[str, str]:
    """The environment of the tests without what is meant for them alone.

    Args:
        settings: What is set besides.
    """
    return {name: value for name, value in os.environ.items() if name != _ONLY_HERE} | settings
