"""Files on their way: what a browser may send of them, and when."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domsync import Document
from domsync.session import CloseCode, Limits, Session, UploadChunk, UploadGivenUp
from domsync.session.uploads import CHUNK_BYTES, HEADER_BYTES, encode_chunk

SMALL = Limits(message_bytes=HEADER_BYTES + 10, message_burst=20)
ROOMY = Limits(message_bytes=HEADER_BYTES + 200)


def opened(limits: Limits = SMALL) -> Session:
    """A session that a browser has said hello to."""
    session = Session(Document("root", scripts=False), limits)
    session.connect(lambda: None)
    session.receive('[0,1,{"v":1}]')
    session.events_received()
    session.data_to_send()
    return session


def asked(size: int, room: int, limits: Limits = SMALL) -> Session:
    """A session that has asked for the beginning of file 1."""
    session = opened(limits)
    session.uploads.announce(1)
    session.uploads.begin(1, size)
    session.give_room(1, room)
    return session


def controls(session: Session) -> list[object]:
    """The objects of the control frames about uploads."""
    frames = [msgspec.json.decode(frame) for frame in session.data_to_send()]
    return [frame[2] for frame in frames if frame[:2] == [-1, 7]]


class TestSending:
    def test_the_first_room_says_where_to_begin_and_how_long_chunks_are(self) -> None:
        session = asked(25, 20)
        session.give_room(1, 99)
        assert controls(session) == [
            {"upload": 1, "from": 0, "chunk": 10, "room": 20},
            {"upload": 1, "room": 25},
        ]

    def test_chunks_arrive_in_order(self) -> None:
        session = asked(12, 20)
        session.receive(encode_chunk(1, 0, b"0123456789"))
        session.receive(encode_chunk(1, 10, b"ab"))
        assert session.events_received() == [UploadChunk(1, b"0123456789"), UploadChunk(1, b"ab")]
        assert session.close_code is None

    def test_a_chunk_is_as_long_as_a_message_may_be(self) -> None:
        assert opened(Limits()).uploads.chunk_bytes == CHUNK_BYTES
        assert 4 * (CHUNK_BYTES + HEADER_BYTES) < 256 * 1024
        assert opened(Limits(message_bytes=1000)).uploads.chunk_bytes == 1000 - HEADER_BYTES

    def test_room_pays_for_chunks(self) -> None:
        session = asked(10 * 100, 10 * 100)
        for number in range(100):
            session.receive(encode_chunk(1, 10 * number, b"x" * 10))
        assert len(session.events_received()) == 100
        assert session.read_delay == 0

    def test_what_nobody_wants_any_longer_is_paid_for(self) -> None:
        session = asked(1000, 1000)
        session.end_upload(1, "cancelled")
        for number in range(21):
            session.receive(encode_chunk(1, 10 * number, b"x" * 10))
        assert session.events_received() == []
        assert session.close_code is None
        assert session.read_delay > 0

    def test_the_browser_gives_up(self) -> None:
        session = asked(10, 10, Limits())
        session.receive('[0,7,1,"NotReadableError"]')
        session.receive('[0,7,2,"never announced"]')
        assert session.events_received() == [UploadGivenUp(1, "NotReadableError")]
        assert session.close_code is None


class TestRefused:
    @pytest.mark.parametrize(
        ("what", "frame"),
        [
            ("no data", b"\0\0\0\1" + bytes(8)),
            ("half a header", b"\0\0\0\1"),
            ("an offset that is not the next", encode_chunk(1, 10, b"0123456789")),
            ("a short chunk", encode_chunk(1, 0, b"0")),
            ("a long chunk", encode_chunk(1, 0, b"0123456789a")),
            ("a file that was never announced", encode_chunk(2, 0, b"0123456789")),
        ],
    )
    def test_a_frame_that_was_not_asked_for(self, what: str, frame: bytes) -> None:
        session = asked(25, 20)
        session.receive(frame)
        assert session.close_code == CloseCode.BAD_MESSAGE, what
        assert session.events_received() == []

    def test_more_than_the_room(self) -> None:
        session = asked(25, 10)
        session.receive(encode_chunk(1, 0, b"0123456789"))
        session.receive(encode_chunk(1, 10, b"0123456789"))
        assert session.close_code == CloseCode.BAD_MESSAGE
        assert session.events_received() == [UploadChunk(1, b"0123456789")]

    def test_more_than_was_claimed(self) -> None:
        session = asked(10, 100)
        session.receive(encode_chunk(1, 0, b"0123456789"))
        session.receive(encode_chunk(1, 10, b"more"))
        assert session.close_code == CloseCode.BAD_MESSAGE

    def test_a_page_without_uploads_takes_no_binary_frames(self) -> None:
        session = opened()
        session.receive(encode_chunk(1, 0, b"0123456789"))
        assert session.close_code == CloseCode.UNSUPPORTED_DATA

    def test_nor_before_the_hello(self) -> None:
        session = asked(10, 10)
        session.disconnect()
        session.connect(lambda: None)
        session.receive(encode_chunk(1, 0, b"0123456789"))
        assert session.close_code == CloseCode.UNSUPPORTED_DATA

    @given(st.binary(max_size=40))
    def test_any_bytes(self, frame: bytes) -> None:
        session = asked(25, 20)
        session.receive(frame)
        assert session.close_code in (None, CloseCode.BAD_MESSAGE)
        assert (session.close_code is None) is (frame[:12] == encode_chunk(1, 0, b"") and len(frame) == 22)


class TestReconnect:
    def test_each_file_goes_on_where_it_was(self) -> None:
        session = asked(1000, 500, ROOMY)
        session.receive(encode_chunk(1, 0, bytes(200)))
        session.uploads.announce(2)
        session.uploads.begin(2, 5)
        session.uploads.announce(3)
        session.uploads.begin(3, 5)
        session.give_room(3, 5)
        token = session.token
        session.disconnect()
        session.give_room(1, 1000)
        session.end_upload(3, "too late")
        session.connect(lambda: None)
        session.receive(msgspec.json.encode([0, 1, {"v": 1, "token": token}]).decode())
        assert controls(session) == [
            {"upload": 3, "error": "too late"},
            {"upload": 1, "from": 200, "chunk": 200, "room": 1000},
        ]
        session.receive(encode_chunk(1, 200, b"x" * 200))
        assert UploadChunk(1, b"x" * 200) in session.events_received()
