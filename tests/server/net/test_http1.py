"""Heads of requests and answers as text."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domsync import Response
from domsync.server.net.http1 import HEAD_BYTES, BadRequest, find_head, parse_head, write_head
from domsync.server.net.request import read_cookies
from domsync.server.net.responses import HttpResponse, set_cookie


def head(*lines: str) -> bytes:
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def test_a_head() -> None:
    found = parse_head(head("GET /a?b HTTP/1.1", "Host: x", "A: 1", "a:  2 ", "Upgrade: WebSocket"))
    assert (found.method, found.target, found.version) == ("GET", "/a?b", "1.1")
    assert found.values("a") == ["1", "2"]
    assert found.upgrades
    assert found.keeps_alive
    assert not found.has_body


@pytest.mark.parametrize(
    ("lines", "target", "hosts"),
    [
        (["GET http://a.example:80/b?c HTTP/1.1", "Host: other"], "/b?c", ["a.example:80"]),
        (["GET HTTPS://a.example HTTP/1.1", "Host: a.example"], "/", ["a.example"]),
        (["GET http://a.example?c=http://b/ HTTP/1.1", "Host: a.example"], "/?c=http://b/", ["a.example"]),
        (["GET http://[::1]:80/ HTTP/1.1", "Host: x"], "/", ["[::1]:80"]),
        (["GET http://a.example/ HTTP/1.0"], "/", ["a.example"]),
        # What RFC 9112, 3.2 refuses is not made good by the target.
        (["GET http://a.example/ HTTP/1.1"], "/", []),
        (["GET http://a.example/ HTTP/1.1", "Host: a.example", "Host: a.example"], "/", ["a.example"] * 2),
        (["GET //a.example/b HTTP/1.1", "Host: x"], "//a.example/b", ["x"]),
        (["GET /http://a.example/b HTTP/1.1", "Host: x"], "/http://a.example/b", ["x"]),
    ],
)
def test_a_target_that_names_the_host(lines: list[str], target: str, hosts: list[str]) -> None:
    found = parse_head(head(*lines))
    assert (found.target, found.values("host")) == (target, hosts)


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (["GET /"], 400),
        (["GET http:/// HTTP/1.1", "Host: x"], 400),
        (["GET http://user@a.example/ HTTP/1.1", "Host: x"], 400),
        (["GET http://a.example/#b HTTP/1.1", "Host: x"], 400),
        (["GET ftp://a.example/ HTTP/1.1", "Host: x"], 400),
        (["GET  / HTTP/1.1"], 400),
        (["GET / HTTP/2"], 505),
        (["GET / FTP/1.1"], 400),
        (["G(T / HTTP/1.1"], 400),
        (["GET /\x7f HTTP/1.1"], 400),
        (["GET / HTTP/1.1", "A : 1"], 400),
        (["GET / HTTP/1.1", "A: 1", " folded"], 400),
        (["GET / HTTP/1.1", "A: \x00"], 400),
        (["GET / HTTP/1.1", "A: 1\nB: 2"], 400),
        (["GET / HTTP/1.1", "Content-Length: +1"], 400),
        (["GET / HTTP/1.1", "Content-Length: 1", "Content-Length: 2"], 400),
        (["GET / HTTP/1.1", "Content-Length: 1", "Transfer-Encoding: chunked"], 400),
        (["GET / HTTP/1.1", *["A: 1"] * 129], 431),
        (["GET / HTTP/1.1", "A: " + "x" * 9000], 431),
        (["GET /" + "x" * 9000 + " HTTP/1.1"], 414),
    ],
)
def test_heads_that_are_refused(lines: list[str], status: int) -> None:
    with pytest.raises(BadRequest) as caught:
        parse_head(head(*lines))
    assert caught.value.status == status


@pytest.mark.parametrize(
    ("lines", "has_body"),
    [
        (["Content-Length: 0"], False),
        (["Content-Length: 00"], False),
        (["Content-Length: 5"], True),
        (["Transfer-Encoding: chunked"], True),
        ([], False),
    ],
)
def test_whether_a_body_follows(lines: list[str], has_body: bool) -> None:
    assert parse_head(head("POST / HTTP/1.1", *lines)).has_body is has_body


def test_the_end_of_a_head_is_found_or_waited_for() -> None:
    data = head("GET / HTTP/1.1", "Host: x")
    assert find_head(data + b"GET") == len(data)
    assert find_head(data[:-1]) == 0
    with pytest.raises(BadRequest):
        find_head(b"x" * HEAD_BYTES)
    with pytest.raises(BadRequest) as caught:
        find_head(b"GET /" + b"x" * 9000)
    assert caught.value.status == 414


@given(st.binary(max_size=80))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    for tried in (data, b"GET / HTTP/1.1\r\n" + data):
        try:
            parse_head(tried + b"\r\n\r\n")
        except BadRequest:
            continue


def test_an_answer_cannot_be_split() -> None:
    with pytest.raises(ValueError, match="line break"):
        write_head(HttpResponse(200, headers={"X": "a\r\nSet-Cookie: b=c"}), keep_alive=True, chunked=False)


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        (("a b", "1"), {}),
        (("a", "1;2"), {}),
        (("a", "ü"), {}),
        (("a", "1"), {"path": "x"}),
        (("a", "1"), {"path": "/;Secure"}),
        (("a", "1"), {"same_site": "None"}),
        (("a", "1"), {"same_site": "lax"}),
        (("__Host-a", "1"), {}),
        (("__Host-a", "1"), {"secure": True, "path": "/x"}),
        (("__Secure-a", "1"), {}),
    ],
)
def test_cookies_that_browsers_would_not_take(arguments: tuple[str, str], options: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"cookie|browsers|same_site"):
        set_cookie(*arguments, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("headers", "problem"),
    [
        ({"X A": "b"}, "'X A' is not a valid header name"),
        ({"": "b"}, "'' is not a valid header name"),
        ({"X:": "b"}, "'X:' is not a valid header name"),
        ({"X-ü": "b"}, "'X-ü' is not a valid header name"),
        ({"X": "a\r\nb"}, "the header 'X' holds a line break"),
        ({"X": "a\x7f"}, "the header 'X' holds a line break, or another"),
        ({"X": "ж"}, "percent-encode it"),
        ({"content-length": "999"}, "the header 'content-length' is set by the server"),
        ({"Transfer-Encoding": "chunked"}, "is set by the server"),
        ({"Connection": "close"}, "is set by the server"),
    ],
)
def test_headers_that_are_none(headers: dict[str, str], problem: str) -> None:
    with pytest.raises(ValueError, match=re.escape(problem)):
        Response("body", headers=headers)


def test_the_value_of_a_header_is_text() -> None:
    number: Any = 5
    with pytest.raises(TypeError, match="the header 'X' must be text, not int: 5"):
        Response("body", headers={"X": number})
    with pytest.raises(ValueError, match="Content-Type"):
        Response("body", content_type="text/csv\r\nX: y")


@pytest.mark.parametrize(
    ("header", "cookies"),
    [
        ("", {}),
        ("a=1; b=2", {"a": "1", "b": "2"}),
        ("a=1;b=2 ;  c = 3 ", {"a": "1", "b": "2", "c": "3"}),
        # Of the longer path first.
        ("a=long; a=short", {"a": "long"}),
        ('a="quoted"; b="; c="; d=""', {"a": "quoted", "b": '"', "c": '"', "d": ""}),
        # What others on the same host have set takes no cookie away.
        (
            'nameless; prefs={"x":[1,2]}; =; ==; a=1; ü=ß; [x]=y; b==2=',
            {"prefs": '{"x":[1,2]}', "a": "1", "ü": "ß", "[x]": "y", "b": "=2="},
        ),
        ("expires=Mon, 1 Jan; path=/; a=1", {"expires": "Mon, 1 Jan", "path": "/", "a": "1"}),
    ],
)
def test_cookies_that_browsers_send(header: str, cookies: dict[str, str]) -> None:
    assert read_cookies(header) == cookies


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_cookie_of_others_takes_ours_away(before: str, after: str) -> None:
    found = read_cookies(f"{before}; __Host-session=secret; {after}")
    assert found["__Host-session"] == "secret" or "__Host-session" in before


def test_the_date_of_an_answer_is_that_of_its_second(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = HttpResponse(200)
    for now, date in [
        (784111777.0, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (784111777.9, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (784111778.0, "Sun, 06 Nov 1994 08:49:38 GMT"),
        (784111777.5, "Sun, 06 Nov 1994 08:49:37 GMT"),
    ]:
        monkeypatch.setattr("time.time", lambda now=now: now)
        assert f"\r\nDate: {date}\r\n".encode() in write_head(answer, keep_alive=True, chunked=False)
