"""A process that changes a board and a text all the time, and says what they hold: for tests over a real Redis."""

from __future__ import annotations

import asyncio
import json
import random
import sys
from typing import Any

from domsync import SharedText
from domsync.server.processes.redis_broker import RedisBroker
from domsync.server.replication.replica import Replica
from domsync.server.replication.text_replica import TextReplica
from tests.server.replicas import EDITS, Board, value


def letter(number: int) -> str:
    """A letter of a text; each number has its own, which is two code units."""
    return chr(0x10000 + number)


class Changing:
    """Changes a board and a text at random.

    Args:
        number: Which process this is; its numbers are its own.
        redis: The address of the Redis.
    """

    def __init__(self, number: int, redis: str) -> None:
        self._random = random.Random(number)
        self._next = number
        self.board = Board()
        self.broker = RedisBroker(redis)
        self.replica = Replica(self.board)
        self.replica.start(self.broker.origin, kept=self.broker.kept_seconds)
        self.broker.follow("board", self.replica)
        self.text = SharedText("")
        self.text_replica = TextReplica(self.text, "text")
        self.text_replica.start(self.broker.origin)
        self.broker.follow("text", self.text_replica)
        self.removed = ""
        self.appended: list[int] = []
        self.clicks = 0

    def change(self) -> None:
        """Do three things at once."""
        chosen = self._random
        self._next += 10
        self.board.all.append(self._next)
        self.appended.append(self._next)
        click = chosen.randint(-3, 5)
        self.board.clicks += click
        self.clicks += click
        chosen.choice(EDITS)(self.board, self._next, chosen.randint(0, 30))
        # What it does itself shows at once, whatever the others do.
        if self._next not in self.board.all:
            raise RuntimeError("its own change does not show")
        self.write(letter(self._next))

    def write(self, text: str) -> None:
        """Put a letter into the text, and sometimes take one out."""
        self.text.insert(self._random.randint(0, len(self.text)), text)
        if text not in self.text.value:
            raise RuntimeError("its own letter does not show")
        if self._random.random() < 0.2:
            place = self._random.randrange(len(self.text))
            self.removed += self.text.value[place]
            self.text.delete(place, place + 1)

    def told(self) -> dict[str, Any]:
        """What it holds and has done."""
        return {
            "value": json.dumps([value(self.board), self.text.value]),
            "text": self.text.value,
            "removed": self.removed,
            "all": list(self.board.all),
            "clicks": self.board.clicks,
            "appended": self.appended,
            "clicked": self.clicks,
            "waiting": self.replica.waiting + self.text_replica.waiting,
            "connected": self.broker.connected,
        }


async def main() -> None:
    """Do what is read from stdin: ``go`` (so many changes a second), ``tell``, ``end``."""
    changing = Changing(int(sys.argv[1]), sys.argv[2])
    await changing.broker.start()
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    pause: float | None = None
    print(json.dumps("ready"), flush=True)
    line = asyncio.ensure_future(reader.readline())
    while True:
        done, _ = await asyncio.wait([line], timeout=pause)
        if not done:
            changing.change()
            continue
        command, *rest = line.result().decode().split() or ["end"]
        if command == "end":
            line.cancel()
            break
        if command == "go":
            rate = float(rest[0])
            pause = 1 / rate if rate else None
        print(json.dumps(changing.told()), flush=True)
        line = asyncio.ensure_future(reader.readline())
    await changing.broker.close()


if __name__ == "__main__":
    asyncio.run(main())
