"""Messages to many: encoded once, each at its reader once and in order, and forgotten when all have them."""

import json
import random
from typing import Any

import pytest

from domsync.dom import Document
from domsync.dom.ops import OP_CODES, Message
from domsync.session import Limits, MessageLog, Session
from domsync.session.message_log import FIRST_NUMBER
from tests.session.page import Page

MESSAGE = OP_CODES["MESSAGE"]


def say(log: MessageLog, n: int) -> None:
    log.send(Message("n", {"n": n}))


def take(cursor: Any) -> list[Any]:
    return [json.loads(frame) for frame in cursor.next_frames(1 << 20)]


def test_all_viewers_get_the_same_bytes() -> None:
    log = MessageLog(FIRST_NUMBER)
    cursors = [log.join() for _ in range(3)]
    assert [take(cursor) for cursor in cursors] == [[[FIRST_NUMBER, 0, 0, [[16]]]]] * 3
    say(log, 1)
    frames = [cursor.next_frames(1)[0] for cursor in cursors]
    assert frames[0] is frames[1] is frames[2]
    assert json.loads(frames[0]) == [FIRST_NUMBER, 1, 0, [[MESSAGE, "n", {"n": 1}]]]


def test_nobody_listens_and_nothing_is_encoded() -> None:
    log = MessageLog(FIRST_NUMBER)
    say(log, 1)
    assert log.seq == 0
    cursor = log.join()
    say(log, 2)
    assert take(cursor) == [[FIRST_NUMBER, 1, 0, [[16], [MESSAGE, "n", {"n": 2}]]]]


def test_who_comes_later_gets_what_comes_later() -> None:
    log = MessageLog(FIRST_NUMBER)
    take(log.join())
    say(log, 1)
    late = log.join()
    say(log, 2)
    assert take(late) == [[FIRST_NUMBER, 2, 0, [[16], [MESSAGE, "n", {"n": 2}]]]]


def test_what_all_have_seen_is_forgotten() -> None:
    log = MessageLog(FIRST_NUMBER)
    cursors = [log.join() for _ in range(5)]
    for n in range(1, 1001):
        say(log, n)
        for cursor in cursors:
            take(cursor)
            cursor.acknowledge(n)
        assert len(log._frames) <= 16
        assert len(log._transient) <= 16
    # One that sees nothing keeps it all, as far as the limits go.
    for n in range(1001, 2001):
        say(log, n)
        for cursor in cursors[1:]:
            take(cursor)
            cursor.acknowledge(n)
    assert len(log._frames) == 256
    assert [op[2]["n"] for op in take(cursors[0])[0][3][1:]] == list(range(1001, 2001))
    cursors[0].acknowledge(2000)
    for n in range(2001, 3001):
        say(log, n)
        for cursor in cursors:
            take(cursor)
            cursor.acknowledge(n)
    assert len(log._frames) <= 16


def test_one_that_is_far_behind_loses_the_oldest(caplog: pytest.LogCaptureFixture) -> None:
    log = MessageLog(FIRST_NUMBER, limits=Limits(history_frames=4, transient_bytes=1000))
    slow, quick = log.join(), log.join()
    for cursor in (slow, quick):
        take(cursor)
    for n in range(200):
        say(log, n)
        take(quick)
    (frame,) = take(slow)
    numbers = [op[2]["n"] for op in frame[3][1:]]
    assert 5 < len(numbers) < 50
    assert numbers == list(range(200 - len(numbers), 200))
    assert "a slow browser has lost messages" in caplog.text


class Reader:
    """One browser that joins and leaves logs while its connection comes and goes."""

    def __init__(self) -> None:
        self.session = Session(Document(scripts=False))
        self.page = Page(self.session)

    def join(self, log: MessageLog) -> None:
        self.session.show(log)

    def leave(self, log: MessageLog) -> None:
        self.session.leave(log)

    @property
    def got(self) -> list[int]:
        documents = self.page.browser.documents.values()
        return [int(str(params["n"])) for document in documents for _, params in document.messages]


@pytest.mark.parametrize("seed", range(40))
def test_each_message_arrives_once_whatever_happens(seed: int) -> None:
    chance = random.Random(seed)
    logs = [MessageLog(FIRST_NUMBER + n) for n in range(3)]
    readers = [Reader() for _ in range(3)]
    members: dict[MessageLog, set[Reader]] = {log: set() for log in logs}
    expected: dict[Reader, list[int]] = {reader: [] for reader in readers}
    n = 0
    for _ in range(300):
        log, reader = chance.choice(logs), chance.choice(readers)
        page = reader.page
        match chance.randrange(10):
            case 0 | 1 | 2 | 3:
                n += 1
                say(log, n)
                for member in members[log]:
                    expected[member].append(n)
            case 4:
                if reader not in members[log]:
                    members[log].add(reader)
                    reader.join(log)
            case 5:
                if reader in members[log]:
                    members[log].discard(reader)
                    reader.leave(log)
            case 6:
                if page.ready:
                    page.acknowledge()
            case 7:
                if page.ready:
                    # What was on its way is lost.
                    page.take(lose=chance.randrange(4))
                    page.is_quick = False
                    page.disconnect()
                else:
                    page.connect()
                    page.take()
            case 8:
                page.is_quick = page.ready and not page.is_quick
            case _:
                reader.session.flush()
                page.take()
    for reader in readers:
        if not reader.page.ready:
            reader.page.connect()
        reader.session.flush()
        reader.page.take()
        assert sorted(reader.got) == expected[reader]
        for document in reader.page.browser.documents.values():
            numbers = [int(str(params["n"])) for _, params in document.messages]
            assert numbers == sorted(numbers)
        reader.page.acknowledge()
        reader.page.take()
        # A log that was left is forgotten on both sides.
        in_use = {log.number for log in logs if reader in members[log]}
        assert {number for number in reader.session._cursors if number} == in_use
        seen = reader.page.browser.documents.items()
        assert {number for number, document in seen if number and document.seq} <= in_use
