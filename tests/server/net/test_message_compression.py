"""Messages are compressed where that is worth it, and a silent connection has no compressor."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory, PerMessageDeflate
from websockets.frames import Frame, Opcode

from domsync.server.net.message_compression import LazyDeflate, LazyDeflateFactory

TEXT = b'[1,%d,[[3,120,"and then the server says a little more of what it has found "]]]'


def agreed(*, server_no_context_takeover: bool = False) -> tuple[LazyDeflate, PerMessageDeflate]:
    """Both ends after a handshake."""
    client = ClientPerMessageDeflateFactory(server_no_context_takeover=server_no_context_takeover)
    answer, server = LazyDeflateFactory().process_request_params(client.get_request_params(), [])
    assert isinstance(server, LazyDeflate)
    return server, client.process_response_params(answer, [])


def text(data: bytes) -> Frame:
    return Frame(Opcode.TEXT, data)


def greeted(*, server_no_context_takeover: bool = False) -> tuple[LazyDeflate, PerMessageDeflate]:
    """Both ends after the first message."""
    server, client = agreed(server_no_context_takeover=server_no_context_takeover)
    server.encode(text(b"hello"))
    return server, client


def holds_compressor(server: LazyDeflate) -> bool:
    """Whether there is a compressor now, and the memory that it takes."""
    return server._deflate is not None


@given(st.lists(st.one_of(st.none(), st.binary(max_size=3000), st.sampled_from([TEXT, b"a" * 5000]))), st.booleans())
def test_the_browser_reads_what_was_sent(messages: list[bytes | None], forgets: bool) -> None:
    server, client = agreed(server_no_context_takeover=forgets)
    for data in messages:
        if data is None:
            assert server.encode(Frame(Opcode.PING, b"1234")) == Frame(Opcode.PING, b"1234")
        else:
            assert bytes(client.decode(server.encode(text(data))).data) == data


def test_short_messages_of_a_quiet_connection_are_sent_as_they_are() -> None:
    server, _ = greeted()
    for _ in range(10):
        assert server.encode(text(TEXT % 1)) == text(TEXT % 1)
    assert not holds_compressor(server)


def test_many_short_messages_are_compressed_with_what_was_sent_before_in_mind() -> None:
    server, _ = greeted()
    frames = [server.encode(text(TEXT % number)) for number in range(100)]
    assert not frames[0].rsv1
    assert frames[-1].rsv1
    assert len(frames[-1].data) < len(TEXT) / 4
    assert holds_compressor(server)


def test_a_long_message_is_compressed_at_once() -> None:
    server, _ = greeted()
    frame = server.encode(text(TEXT * 30))
    assert frame.rsv1
    assert len(frame.data) < len(TEXT) * 2


def test_a_connection_that_was_silent_between_two_pings_gives_its_compressor_back() -> None:
    server, client = greeted()
    ping = Frame(Opcode.PING, b"")
    client.decode(server.encode(text(TEXT * 30)))
    server.encode(ping)
    assert holds_compressor(server)
    server.encode(ping)
    assert not holds_compressor(server)
    # What comes later refers to nothing that was forgotten.
    again = server.encode(text(TEXT * 30))
    assert again.rsv1
    assert zlib.decompressobj(wbits=-12).decompress(bytes(again.data) + b"\x00\x00\xff\xff") == TEXT * 30
    assert bytes(client.decode(again).data) == TEXT * 30


def test_the_first_message_holds_a_token_and_is_not_compressed() -> None:
    server, _ = agreed()
    assert not server.encode(text(TEXT * 30)).rsv1
    assert server.encode(text(TEXT * 30)).rsv1


def test_a_browser_may_ask_for_messages_that_remember_nothing() -> None:
    server, client = greeted(server_no_context_takeover=True)
    for number in range(100):
        client.decode(server.encode(text(TEXT % number)))
    assert not holds_compressor(server)


def test_control_frames_and_parts_of_messages_are_left_alone() -> None:
    server, _ = greeted()
    long = TEXT * 30
    for frame in (Frame(Opcode.CLOSE, b"\x03\xe8"), Frame(Opcode.PONG, b""), Frame(Opcode.TEXT, long, fin=False)):
        assert server.encode(frame) == frame


@pytest.mark.parametrize("message", [b"[0,2,[[0,1]]]", b"x" * 3000])
def test_what_the_browser_compresses_is_read_and_nothing_of_it_remembered(message: bytes) -> None:
    server, client = agreed()
    frame = client.encode(text(message))
    assert frame.rsv1
    assert bytes(server.decode(frame).data) == message
    assert not hasattr(server, "decoder")
