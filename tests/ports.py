"""Ports for programs that have to be told one, and that begin again on the same one."""

import random
import socket
from contextlib import suppress

_random = random.SystemRandom()


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses.

    It is none of those that the kernel gives to clients (32768 and above on Linux, 49152 elsewhere): one of these may
    be taken before the program has it, and, while the program is away, a client that wants to get to it may be given
    that very port and be connected with itself.
    """
    for _ in range(1_000):
        port = _random.randrange(20_000, 32_768)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise RuntimeError("all ports that were tried are taken")
