"""The phases of a session: which follows which, and what is heard in each."""

import json
import re
from pathlib import Path

import pytest

from domsync.dom import Document
from domsync.session import JsonSession, Session, TextSession
from domsync.session.inbound import KINDS
from domsync.session.phase import GREETED, HEARD, NEXT, Phase

#: A frame of each kind.
FRAMES = {
    "hello": [0, 1, {"v": 1}],
    "event": [1, 0, 4, "click"],
    "ack": [0, 2, []],
    "ping": [0, 3],
    "result": [0, 4, 0, 1, True, 1],
    "resync": [0, 5, 0, 0],
    "bad_op": [0, 6, 0, 0, "x"],
    "given_up": [0, 7, 1, "x"],
    "copy": [0, 8, "x"],
}


def in_phase(phase: Phase) -> Session:
    """A session that has got so far."""
    session = Session(Document())
    if phase is Phase.CLOSED:
        session.discard()
    if phase in (Phase.NEW, Phase.CLOSED):
        return session
    session.connect(lambda: None)
    if phase is not Phase.CONNECTING:
        session.receive(json.dumps(FRAMES["hello"]))
    if phase not in (Phase.CONNECTING, Phase.WELCOMING):
        session.data_to_send()
    if phase is Phase.CLOSING:
        session.close(1012)
    if phase is Phase.DETACHED:
        session.disconnect()
    assert session.phase is phase
    session.events_received()
    return session


def test_the_tables_know_every_phase_and_every_kind() -> None:
    assert set(NEXT) == set(HEARD) == set(Phase)
    assert set(FRAMES) == set(KINDS.values()) == set().union(*HEARD.values())
    assert {phase for phase in Phase if "event" in HEARD[phase]} == GREETED
    reachable = {Phase.NEW}
    for _ in Phase:
        reachable |= set().union(*(NEXT[phase] for phase in reachable))
    assert reachable == set(Phase)


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("kind", FRAMES)
def test_what_is_heard(phase: Phase, kind: str) -> None:
    session = in_phase(phase)
    before = session.close_code
    session.receive(json.dumps(FRAMES[kind]))
    if not HEARD[phase]:
        assert (session.close_code, session.events_received()) == (before, [])
    elif kind in HEARD[phase]:
        assert session.close_code is None
    else:
        assert (session.close_code, session.close_reason) == (4400, "bad message")
        assert session.phase is Phase.CLOSING


@pytest.mark.parametrize("phase", Phase)
def test_only_what_is_greeted_is_connected(phase: Phase) -> None:
    assert in_phase(phase).connected == (phase in GREETED)


def test_a_connection_that_ends_before_its_hello_leaves_a_new_session_new() -> None:
    session = in_phase(Phase.CONNECTING)
    session.disconnect()
    assert session.phase is Phase.NEW


def test_an_ended_session_takes_no_connection() -> None:
    with pytest.raises(RuntimeError, match="closed cannot become connecting"):
        in_phase(Phase.CLOSED).connect(lambda: None)


def test_the_other_sessions_are_open_from_the_beginning() -> None:
    for session in (JsonSession(), TextSession(Document())):
        assert str(session.phase) == "open"
        session.close(1012)
        assert str(session.phase) == "closing"
        session.receive('{"op": "say"}')
        assert session.close_code == 1012
        session.discard()
        assert str(session.phase) == "closed"


def test_the_protocol_has_the_same_names() -> None:
    root = Path(__file__).parents[2]
    text = (root / "docs/reference/protocol.md").read_text(encoding="utf-8")
    table = text[text.index("## Phases") : text.index("## Limits")]
    rows = re.findall(r"^\| `([A-Z]+)` \| (.*?) \| (.*?) \|", table, re.MULTILINE)
    assert [name for name, server, _ in rows if server != "–"] == [phase.name for phase in Phase]
    client = (root / "domsync/client/types.d.ts").read_text(encoding="utf-8")
    declared = re.search(r"^  type Phase = (.*);$", client, re.MULTILINE)
    assert declared is not None
    assert [name for name, _, browser in rows if browser != "–"] == re.findall(r'"([A-Z]+)"', declared[1])


def test_the_old_names_go_on_for_one_release() -> None:
    import domsync.session

    for old, new in {"Feed": "FrameLog", "Viewer": "Cursor", "PlainSession": "JsonSession"}.items():
        with pytest.warns(DeprecationWarning, match=f"{old} is called {new} now"):
            assert getattr(domsync.session, old) is getattr(domsync.session, new)
    with pytest.raises(AttributeError, match="no attribute 'Feeds'"):
        domsync.session.Feeds  # noqa: B018
