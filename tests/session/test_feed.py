"""A document's frames: numbered, encoded once, kept for a while, and replaced by a snapshot where they are missing."""

import json
import logging
from typing import Any

import pytest

from domsync.dom import Document
from domsync.session.feed import Feed, Viewer
from domsync.session.limits import Limits


def shared(limits: Limits | None = None) -> tuple[Document, Feed]:
    document = Document(scripts=False)
    return document, Feed(document, 7, limits=limits or Limits())


def say(document: Document, text: str) -> None:
    document.documentElement.appendChild(document.createTextNode(text))


def take(viewer: Viewer, limit: int = 1 << 20) -> list[Any]:
    return [json.loads(frame) for frame in viewer.take(limit)]


def is_snapshot(frames: list[Any]) -> bool:
    return len(frames) == 1 and frames[0][3][0] == [16]


class TestFrames:
    def test_a_viewer_begins_with_a_snapshot_and_goes_on_with_frames(self) -> None:
        document, feed = shared()
        say(document, "a")
        viewer = feed.join()
        assert take(viewer) == [[7, 1, 0, [[16], [1, 1, 0, 4, ["a"]]]]]
        assert take(viewer) == []
        say(document, "b")
        assert feed.advance()
        assert take(viewer) == [[7, 2, 0, [[1, 1, 0, 5, ["b"]]]]]

    def test_nothing_happened_is_no_frame(self) -> None:
        _, feed = shared()
        assert not feed.advance()
        assert not feed.publish()
        assert feed.seq == 0

    def test_all_viewers_get_the_same_bytes(self) -> None:
        document, feed = shared()
        viewers = [feed.join() for _ in range(3)]
        snapshots = [viewer.take(1)[0] for viewer in viewers]
        assert snapshots[0] is snapshots[1] is snapshots[2]
        say(document, "a")
        feed.publish()
        frames = [viewer.take(1)[0] for viewer in viewers]
        assert frames[0] is frames[1] is frames[2]

    def test_a_kept_snapshot_is_true(self) -> None:
        document, feed = shared()
        box = document.createElement("input", id="i")
        document.documentElement.appendChild(box)
        feed.join().take(1)
        document.accept_value(box, "typed")
        feed.changed_silently()
        assert b"typed" in feed.join().take(1)[0]
        box.setAttribute("title", "new")
        assert b"new" in feed.join().take(1)[0]

    def test_nothing_is_encoded_for_nobody(self) -> None:
        document, feed = shared()
        viewer = feed.join()
        for number in range(300):
            say(document, f"{number}")
            feed.advance()
        assert feed.seq == 300
        assert len(feed._frames) == 0
        assert is_snapshot(take(viewer))

    def test_a_limit_of_bytes_gives_out_one_frame_at_least(self) -> None:
        document, feed = shared()
        viewer = feed.join()
        take(viewer)
        for text in ("a" * 100, "b" * 100, "c"):
            say(document, text)
            feed.advance()
        assert [frame[1] for frame in take(viewer, 150)] == [1, 2]
        assert viewer.waiting
        assert [frame[1] for frame in take(viewer, 1)] == [3]
        assert not viewer.waiting

    def test_publishing_wakes_who_wants_to_be_woken(self) -> None:
        document, feed = shared()
        woken: list[str] = []
        feed.join(lambda: woken.append("a"))
        leaving = feed.join()
        leaving.wake = leaving.leave
        feed.join()
        say(document, "x")
        assert feed.publish()
        assert woken == ["a"]
        assert not feed.publish()
        assert len(feed.viewers) == 2

    def test_a_frame_made_for_somebodys_snapshot_is_published_too(self) -> None:
        document, feed = shared()
        old = feed.join()
        take(old)
        new = feed.join()
        say(document, "x")
        assert is_snapshot(take(new))
        assert feed.publish()
        assert [frame[1] for frame in take(old)] == [1]
        assert take(new) == []


class TestFallingBehind:
    def test_the_oldest_frames_are_dropped_by_number(self) -> None:
        document, feed = shared(Limits(history_frames=3))
        slow, quick = feed.join(), feed.join()
        take(slow), take(quick)
        for number in range(5):
            say(document, f"{number}")
            feed.advance()
            take(quick)
        assert is_snapshot(frames := take(slow))
        assert frames[0][1] == 5
        say(document, "x")
        feed.advance()
        assert [frame[1] for frame in take(slow)] == [frame[1] for frame in take(quick)] == [6]

    def test_the_oldest_frames_are_dropped_by_size_but_never_the_newest(self) -> None:
        document, feed = shared(Limits(history_bytes=1000))
        viewers = feed.join(), feed.join()
        for viewer in viewers:
            take(viewer)
        say(document, "x" * 5000)
        feed.advance()
        assert [frame[1] for frame in take(viewers[0])] == [1]
        say(document, "y" * 5000)
        feed.advance()
        assert feed._frames_bytes < 6000
        assert [frame[1] for frame in take(viewers[0])] == [2]
        assert is_snapshot(take(viewers[1]))

    def test_a_lone_viewer_that_has_fallen_behind_costs_nothing_more(self) -> None:
        document, feed = shared(Limits(history_frames=3))
        viewer = feed.join()
        take(viewer)
        for number in range(10):
            say(document, f"{number}")
            feed.advance()
        assert not feed._frames
        assert is_snapshot(take(viewer))
        say(document, "x")
        feed.advance()
        assert [frame[1] for frame in take(viewer)] == [11]

    def test_what_a_lone_viewer_has_applied_is_forgotten(self) -> None:
        document, feed = shared()
        viewer = feed.join()
        take(viewer)
        for number in range(4):
            say(document, f"{number}")
            document.deliver("op", {})
            feed.advance()
        take(viewer)
        viewer.acknowledge(2)
        assert [json.loads(frame)[1] for frame in feed._frames] == [3, 4]
        assert [seq for seq, _, _ in feed._transient] == [3, 4]
        viewer.acknowledge(1)
        viewer.acknowledge(99)
        assert viewer.seen == 2
        viewer.acknowledge(4)
        assert not feed._frames
        assert feed._frames_bytes == feed._transient_bytes == 0

    def test_what_one_of_many_has_applied_is_kept_for_the_others(self) -> None:
        document, feed = shared()
        viewer, other = feed.join(), feed.join()
        take(viewer), take(other)
        say(document, "a")
        feed.advance()
        take(viewer)
        viewer.acknowledge(1)
        assert [frame[1] for frame in take(other)] == [1]


class TestResuming:
    @pytest.mark.parametrize("seen", range(6))
    def test_from_any_frame(self, seen: int) -> None:
        document, feed = shared()
        viewer = feed.join()
        take(viewer)
        for number in range(5):
            say(document, f"{number}")
            feed.advance()
        take(viewer)
        viewer.pause()
        viewer.resume(seen)
        assert [frame[1] for frame in take(viewer)] == list(range(seen + 1, 6))

    def test_from_a_frame_that_is_gone(self) -> None:
        document, feed = shared(Limits(history_frames=2))
        viewer = feed.join()
        feed.join().take(1)
        take(viewer)
        for number in range(5):
            say(document, f"{number}")
            feed.advance()
        viewer.pause()
        viewer.resume(1)
        assert is_snapshot(take(viewer))

    @pytest.mark.parametrize("seen", [None, 99])
    def test_from_nothing_or_from_what_never_was(self, seen: int | None) -> None:
        document, feed = shared()
        viewer = feed.join()
        take(viewer)
        say(document, "a")
        feed.advance()
        viewer.resume(seen)
        assert is_snapshot(take(viewer))

    def test_nothing_is_taken_after_leaving(self) -> None:
        document, feed = shared()
        viewer = feed.join()
        viewer.leave()
        viewer.leave()
        say(document, "a")
        feed.advance()
        assert not feed.viewers
        assert not feed._frames


class TestMessagesAndCalls:
    """They are no state, so that no snapshot holds them; they come all the same."""

    def test_a_viewer_that_falls_behind_gets_them_with_its_snapshot(self) -> None:
        document, feed = shared(Limits(history_frames=2))
        box, gone = document.createElement("input"), document.createElement("input")
        document.documentElement.append(box, gone)
        viewer, other = feed.join(), feed.join()
        take(viewer), take(other)
        document.deliver("first", {"n": 1})
        feed.advance()
        assert [frame[1] for frame in take(viewer)] == [2]
        for number in range(5):
            document.deliver("hello", {"n": number})
            document.call(box, "focus")
            document.call(gone, "focus")
            feed.advance()
        gone.remove()
        feed.advance()
        (frame,) = take(viewer)
        assert frame[3][0] == [16]
        assert [op[2]["n"] for op in frame[3] if op[0] == 14] == [0, 1, 2, 3, 4]
        assert [op for op in frame[3] if op[0] == 13] == [[13, 4, "focus"]] * 5
        assert take(viewer) == []

    def test_who_comes_later_does_not_get_them(self) -> None:
        document, feed = shared()
        document.deliver("hello", {})
        assert take(feed.join()) == [[7, 1, 0, [[16]]]]

    def test_they_cannot_grow_for_ever(self, caplog: pytest.LogCaptureFixture) -> None:
        document, feed = shared(Limits(transient_bytes=500))
        viewer = feed.join()
        for number in range(100):
            document.deliver("hello", {"n": number})
            feed.advance()
        assert feed._transient_bytes <= 500
        with caplog.at_level(logging.WARNING):
            (frame,) = take(viewer)
        assert [op[2]["n"] for op in frame[3][1:]][-1] == 99
        assert len(frame[3]) < 40
        assert "lost messages" in caplog.text

    def test_a_resync_brings_what_came_after_the_last_good_frame(self) -> None:
        document, feed = shared()
        viewer = feed.join()
        take(viewer)
        for number in range(3):
            document.deliver("hello", {"n": number})
            feed.advance()
        take(viewer)
        viewer.start_over(1)
        (frame,) = take(viewer)
        assert [op[2]["n"] for op in frame[3][1:]] == [1, 2]
        viewer.start_over(99)
        assert take(viewer) == [[7, 3, 0, [[16]]]]

    def test_they_can_follow_a_tree_that_came_from_elsewhere(self) -> None:
        document, feed = shared()
        box = document.createElement("input")
        document.documentElement.appendChild(box)
        document.call(box, "focus")
        viewer = feed.join(since=0)
        viewer.resume(1)
        feed.repeat_transient()
        assert take(viewer) == [[7, 2, 0, [[13, 4, "focus"]]]]
        viewer.acknowledge(2)
        feed.repeat_transient()
        assert feed.seq == 2
