"""One page's socket that sends as fast as it can, in a process of its own; prints how many frames it got rid of.

Arguments: the port, the path of the socket, and the hello as JSON.
"""

import base64
import os
import socket
import sys
import time

#: Frames in one write, and for how many seconds at most.
BLOCK, SECONDS = 500, 10


def frame(text: str) -> bytes:
    """A text message as a browser sends it, with a mask of zeros."""
    data = text.encode()
    length = bytes([0x80 | len(data)]) if len(data) < 126 else bytes([0x80 | 126]) + len(data).to_bytes(2)
    return b"\x81" + length + bytes(4) + data


def flood(port: int, path: str, hello: str) -> int:
    """Send until the server ends it."""
    host, sent = f"localhost:{port}", 0
    key = base64.b64encode(os.urandom(16)).decode()
    with socket.create_connection(("localhost", port)) as line:
        line.sendall(
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Protocol: domsync.1\r\n\r\n".encode()
        )
        line.recv(4096)
        line.sendall(frame(hello))
        block, until = frame("[0,3]") * BLOCK, time.monotonic() + SECONDS
        try:
            while time.monotonic() < until:
                line.sendall(block)
                sent += BLOCK
        except OSError:
            return sent
    raise TimeoutError(f"still taken after {SECONDS} s and {sent} frames")


if __name__ == "__main__":
    print(flood(int(sys.argv[1]), sys.argv[2], sys.argv[3]))
