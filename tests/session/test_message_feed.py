"""Messages to many: encoded once, each at its reader once and in order, and forgotten when all have them."""

import json
import random
from typing import Any

import pytest

from domsync.dom import Document
from domsync.dom.ops import OP_CODES, Message
from domsync.session import Limits, MessageFeed, Session
from domsync.session.message_feed import FIRST_NUMBER
from tests.session.page import Page

MESSAGE = OP_CODES["MESSAGE"]


def say(feed: MessageFeed, n: int) -> None:
    feed.send(Message("n", {"n": n}))


def take(viewer: Any) -> list[Any]:
    return [json.loads(frame) for frame in viewer.take(1 << 20)]


def test_all_viewers_get_the_same_bytes() -> None:
    feed = MessageFeed(FIRST_NUMBER)
    viewers = [feed.join() for _ in range(3)]
    assert [take(viewer) for viewer in viewers] == [[[FIRST_NUMBER, 0, 0, [[16]]]]] * 3
    say(feed, 1)
    frames = [viewer.take(1)[0] for viewer in viewers]
    assert frames[0] is frames[1] is frames[2]
    assert json.loads(frames[0]) == [FIRST_NUMBER, 1, 0, [[MESSAGE, "n", {"n": 1}]]]


def test_nobody_listens_and_nothing_is_encoded() -> None:
    feed = MessageFeed(FIRST_NUMBER)
    say(feed, 1)
    assert feed.seq == 0
    viewer = feed.join()
    say(feed, 2)
    assert take(viewer) == [[FIRST_NUMBER, 1, 0, [[16], [MESSAGE, "n", {"n": 2}]]]]


def test_who_comes_later_gets_what_comes_later() -> None:
    feed = MessageFeed(FIRST_NUMBER)
    take(feed.join())
    say(feed, 1)
    late = feed.join()
    say(feed, 2)
    assert take(late) == [[FIRST_NUMBER, 2, 0, [[16], [MESSAGE, "n", {"n": 2}]]]]


def test_what_all_have_seen_is_forgotten() -> None:
    feed = MessageFeed(FIRST_NUMBER)
    viewers = [feed.join() for _ in range(5)]
    for n in range(1, 1001):
        say(feed, n)
        for viewer in viewers:
            take(viewer)
            viewer.acknowledge(n)
        assert len(feed._frames) <= 16
        assert len(feed._transient) <= 16
    # One that sees nothing keeps it all, as far as the limits go.
    for n in range(1001, 2001):
        say(feed, n)
        for viewer in viewers[1:]:
            take(viewer)
            viewer.acknowledge(n)
    assert len(feed._frames) == 256
    assert [op[2]["n"] for op in take(viewers[0])[0][3][1:]] == list(range(1001, 2001))
    viewers[0].acknowledge(2000)
    for n in range(2001, 3001):
        say(feed, n)
        for viewer in viewers:
            take(viewer)
            viewer.acknowledge(n)
    assert len(feed._frames) <= 16


def test_one_that_is_far_behind_loses_the_oldest(caplog: pytest.LogCaptureFixture) -> None:
    feed = MessageFeed(FIRST_NUMBER, limits=Limits(history_frames=4, transient_bytes=1000))
    slow, quick = feed.join(), feed.join()
    for viewer in (slow, quick):
        take(viewer)
    for n in range(200):
        say(feed, n)
        take(quick)
    (frame,) = take(slow)
    numbers = [op[2]["n"] for op in frame[3][1:]]
    assert 5 < len(numbers) < 50
    assert numbers == list(range(200 - len(numbers), 200))
    assert "a slow viewer has lost messages" in caplog.text


class Reader:
    """One browser that joins and leaves feeds while its connection comes and goes."""

    def __init__(self) -> None:
        self.session = Session(Document(scripts=False))
        self.page = Page(self.session)

    def join(self, feed: MessageFeed) -> None:
        self.session.show(feed)

    def leave(self, feed: MessageFeed) -> None:
        self.session.leave(feed)

    @property
    def got(self) -> list[int]:
        documents = self.page.browser.documents.values()
        return [int(str(params["n"])) for document in documents for _, params in document.messages]


@pytest.mark.parametrize("seed", range(40))
def test_each_message_arrives_once_whatever_happens(seed: int) -> None:
    chance = random.Random(seed)
    feeds = [MessageFeed(FIRST_NUMBER + n) for n in range(3)]
    readers = [Reader() for _ in range(3)]
    members: dict[MessageFeed, set[Reader]] = {feed: set() for feed in feeds}
    expected: dict[Reader, list[int]] = {reader: [] for reader in readers}
    n = 0
    for _ in range(300):
        feed, reader = chance.choice(feeds), chance.choice(readers)
        page = reader.page
        match chance.randrange(10):
            case 0 | 1 | 2 | 3:
                n += 1
                say(feed, n)
                for member in members[feed]:
                    expected[member].append(n)
            case 4:
                if reader not in members[feed]:
                    members[feed].add(reader)
                    reader.join(feed)
            case 5:
                if reader in members[feed]:
                    members[feed].discard(reader)
                    reader.leave(feed)
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
        # A feed that was left is forgotten on both sides.
        in_use = {feed.number for feed in feeds if reader in members[feed]}
        assert {number for number in reader.session._viewers if number} == in_use
        seen = reader.page.browser.documents.items()
        assert {number for number, document in seen if number and document.seq} <= in_use
