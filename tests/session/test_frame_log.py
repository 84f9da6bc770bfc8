"""A document's frames: numbered, encoded once, kept for a while, and replaced by a snapshot where they are missing."""

import json
import logging
from typing import Any

import pytest

from domsync.dom import Document
from domsync.session.frame_log import Cursor, FrameLog
from domsync.session.limits import Limits


def shared(limits: Limits | None = None) -> tuple[Document, FrameLog]:
    document = Document(scripts=False)
    return document, FrameLog(document, 7, limits=limits or Limits())


def say(document: Document, text: str) -> None:
    document.documentElement.appendChild(document.createTextNode(text))


def take(cursor: Cursor, limit: int = 1 << 20) -> list[Any]:
    return [json.loads(frame) for frame in cursor.next_frames(limit)]


def is_snapshot(frames: list[Any]) -> bool:
    return len(frames) == 1 and frames[0][3][0] == [16]


class TestFrames:
    def test_a_viewer_begins_with_a_snapshot_and_goes_on_with_frames(self) -> None:
        document, log = shared()
        say(document, "a")
        cursor = log.join()
        assert take(cursor) == [[7, 1, 0, [[16], [1, 1, 0, 4, ["a"]]]]]
        assert take(cursor) == []
        say(document, "b")
        assert log.advance()
        assert take(cursor) == [[7, 2, 0, [[1, 1, 0, 5, ["b"]]]]]

    def test_nothing_happened_is_no_frame(self) -> None:
        _, log = shared()
        assert not log.advance()
        assert not log.publish()
        assert log.seq == 0

    def test_all_viewers_get_the_same_bytes(self) -> None:
        document, log = shared()
        cursors = [log.join() for _ in range(3)]
        snapshots = [cursor.next_frames(1)[0] for cursor in cursors]
        assert snapshots[0] is snapshots[1] is snapshots[2]
        say(document, "a")
        log.publish()
        frames = [cursor.next_frames(1)[0] for cursor in cursors]
        assert frames[0] is frames[1] is frames[2]

    def test_a_kept_snapshot_is_true(self) -> None:
        document, log = shared()
        box = document.createElement("input", id="i")
        document.documentElement.appendChild(box)
        log.join().next_frames(1)
        document.apply_user_input(box, "typed")
        log.invalidate_snapshot()
        assert b"typed" in log.join().next_frames(1)[0]
        box.setAttribute("title", "new")
        assert b"new" in log.join().next_frames(1)[0]

    def test_nothing_is_encoded_for_nobody(self) -> None:
        document, log = shared()
        cursor = log.join()
        for number in range(300):
            say(document, f"{number}")
            log.advance()
        assert log.seq == 300
        assert len(log._frames) == 0
        assert is_snapshot(take(cursor))

    def test_a_limit_of_bytes_gives_out_one_frame_at_least(self) -> None:
        document, log = shared()
        cursor = log.join()
        take(cursor)
        for text in ("a" * 100, "b" * 100, "c"):
            say(document, text)
            log.advance()
        assert [frame[1] for frame in take(cursor, 150)] == [1, 2]
        assert cursor.waiting
        assert [frame[1] for frame in take(cursor, 1)] == [3]
        assert not cursor.waiting

    def test_publishing_wakes_who_wants_to_be_woken(self) -> None:
        document, log = shared()
        woken: list[str] = []
        log.join(lambda: woken.append("a"))
        leaving = log.join()
        leaving.wake = leaving.leave
        log.join()
        say(document, "x")
        assert log.publish()
        assert woken == ["a"]
        assert not log.publish()
        assert len(log.cursors) == 2

    def test_a_frame_made_for_somebodys_snapshot_is_published_too(self) -> None:
        document, log = shared()
        old = log.join()
        take(old)
        new = log.join()
        say(document, "x")
        assert is_snapshot(take(new))
        assert log.publish()
        assert [frame[1] for frame in take(old)] == [1]
        assert take(new) == []


class TestFallingBehind:
    def test_the_oldest_frames_are_dropped_by_number(self) -> None:
        document, log = shared(Limits(history_frames=3))
        slow, quick = log.join(), log.join()
        take(slow), take(quick)
        for number in range(5):
            say(document, f"{number}")
            log.advance()
            take(quick)
        assert is_snapshot(frames := take(slow))
        assert frames[0][1] == 5
        say(document, "x")
        log.advance()
        assert [frame[1] for frame in take(slow)] == [frame[1] for frame in take(quick)] == [6]

    def test_the_oldest_frames_are_dropped_by_size_but_never_the_newest(self) -> None:
        document, log = shared(Limits(history_bytes=1000))
        cursors = log.join(), log.join()
        for cursor in cursors:
            take(cursor)
        say(document, "x" * 5000)
        log.advance()
        assert [frame[1] for frame in take(cursors[0])] == [1]
        say(document, "y" * 5000)
        log.advance()
        assert log._frames_bytes < 6000
        assert [frame[1] for frame in take(cursors[0])] == [2]
        assert is_snapshot(take(cursors[1]))

    def test_a_lone_viewer_that_has_fallen_behind_costs_nothing_more(self) -> None:
        document, log = shared(Limits(history_frames=3))
        cursor = log.join()
        take(cursor)
        for number in range(10):
            say(document, f"{number}")
            log.advance()
        assert not log._frames
        assert is_snapshot(take(cursor))
        say(document, "x")
        log.advance()
        assert [frame[1] for frame in take(cursor)] == [11]

    def test_what_a_lone_viewer_has_applied_is_forgotten(self) -> None:
        document, log = shared()
        cursor = log.join()
        take(cursor)
        for number in range(4):
            say(document, f"{number}")
            document.deliver("op", {})
            log.advance()
        take(cursor)
        cursor.acknowledge(2)
        assert [json.loads(frame)[1] for frame in log._frames] == [3, 4]
        assert [seq for seq, _, _ in log._transient] == [3, 4]
        cursor.acknowledge(1)
        cursor.acknowledge(99)
        assert cursor.seen == 2
        cursor.acknowledge(4)
        assert not log._frames
        assert log._frames_bytes == log._transient_bytes == 0

    def test_what_one_of_many_has_applied_is_kept_for_the_others(self) -> None:
        document, log = shared()
        cursor, other = log.join(), log.join()
        take(cursor), take(other)
        say(document, "a")
        log.advance()
        take(cursor)
        cursor.acknowledge(1)
        assert [frame[1] for frame in take(other)] == [1]


class TestResuming:
    @pytest.mark.parametrize("seen", range(6))
    def test_from_any_frame(self, seen: int) -> None:
        document, log = shared()
        cursor = log.join()
        take(cursor)
        for number in range(5):
            say(document, f"{number}")
            log.advance()
        take(cursor)
        cursor.pause()
        cursor.resume(seen)
        assert [frame[1] for frame in take(cursor)] == list(range(seen + 1, 6))

    def test_from_a_frame_that_is_gone(self) -> None:
        document, log = shared(Limits(history_frames=2))
        cursor = log.join()
        log.join().next_frames(1)
        take(cursor)
        for number in range(5):
            say(document, f"{number}")
            log.advance()
        cursor.pause()
        cursor.resume(1)
        assert is_snapshot(take(cursor))

    @pytest.mark.parametrize("seen", [None, 99])
    def test_from_nothing_or_from_what_never_was(self, seen: int | None) -> None:
        document, log = shared()
        cursor = log.join()
        take(cursor)
        say(document, "a")
        log.advance()
        cursor.resume(seen)
        assert is_snapshot(take(cursor))

    def test_nothing_is_taken_after_leaving(self) -> None:
        document, log = shared()
        cursor = log.join()
        cursor.leave()
        cursor.leave()
        say(document, "a")
        log.advance()
        assert not log.cursors
        assert not log._frames


class TestMessagesAndCalls:
    """They are no state, so that no snapshot holds them; they come all the same."""

    def test_a_viewer_that_falls_behind_gets_them_with_its_snapshot(self) -> None:
        document, log = shared(Limits(history_frames=2))
        box, gone = document.createElement("input"), document.createElement("input")
        document.documentElement.append(box, gone)
        cursor, other = log.join(), log.join()
        take(cursor), take(other)
        document.deliver("first", {"n": 1})
        log.advance()
        assert [frame[1] for frame in take(cursor)] == [2]
        for number in range(5):
            document.deliver("hello", {"n": number})
            document.call(box, "focus")
            document.call(gone, "focus")
            log.advance()
        gone.remove()
        log.advance()
        (frame,) = take(cursor)
        assert frame[3][0] == [16]
        assert [op[2]["n"] for op in frame[3] if op[0] == 14] == [0, 1, 2, 3, 4]
        assert [op for op in frame[3] if op[0] == 13] == [[13, 4, "focus"]] * 5
        assert take(cursor) == []

    def test_who_comes_later_does_not_get_them(self) -> None:
        document, log = shared()
        document.deliver("hello", {})
        assert take(log.join()) == [[7, 1, 0, [[16]]]]

    def test_they_cannot_grow_for_ever(self, caplog: pytest.LogCaptureFixture) -> None:
        document, log = shared(Limits(transient_bytes=500))
        cursor = log.join()
        for number in range(100):
            document.deliver("hello", {"n": number})
            log.advance()
        assert log._transient_bytes <= 500
        with caplog.at_level(logging.WARNING):
            (frame,) = take(cursor)
        assert [op[2]["n"] for op in frame[3][1:]][-1] == 99
        assert len(frame[3]) < 40
        assert "lost messages" in caplog.text

    def test_a_resync_brings_what_came_after_the_last_good_frame(self) -> None:
        document, log = shared()
        cursor = log.join()
        take(cursor)
        for number in range(3):
            document.deliver("hello", {"n": number})
            log.advance()
        take(cursor)
        cursor.resync(1)
        (frame,) = take(cursor)
        assert [op[2]["n"] for op in frame[3][1:]] == [1, 2]
        cursor.resync(99)
        assert take(cursor) == [[7, 3, 0, [[16]]]]

    def test_they_can_follow_a_tree_that_came_from_elsewhere(self) -> None:
        document, log = shared()
        box = document.createElement("input")
        document.documentElement.appendChild(box)
        document.call(box, "focus")
        cursor = log.join(since=0)
        cursor.resume(1)
        log.repeat_transient()
        assert take(cursor) == [[7, 2, 0, [[13, 4, "focus"]]]]
        cursor.acknowledge(2)
        log.repeat_transient()
        assert log.seq == 2
