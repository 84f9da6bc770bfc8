"""What actions have changed comes with events; and the browser is told which events are being worked on."""

import json

import pytest

from domsync import act
from domsync.dom import Document, Element
from domsync.dom.ops import ROOT
from domsync.session import DomEvent, Session, deliver


def opened() -> tuple[Session, Element]:
    document = Document()
    paragraph = document.createElement("p")
    document.documentElement.appendChild(paragraph)
    session = Session(document)
    session.connect(lambda: None)
    session.receive('[0,1,{"v":1}]')
    session.events_received()
    session.flush()
    while session.data_to_send():
        pass
    return session, paragraph


def test_changes_are_in_the_tree_before_the_callbacks_run(caplog: pytest.LogCaptureFixture) -> None:
    act.add_class("open")
    session, paragraph = opened()
    seen: list[str] = []
    paragraph.addEventListener("click", lambda: seen.append(paragraph.className))
    node = paragraph.node_id
    told = [[node, ".open", True], [node, "onclick", "x"], [999, ".open", True]]
    session.receive(json.dumps([1, 0, node, "click", 0, [], told]))
    (event,) = session.events_received()
    assert isinstance(event, DomEvent)
    deliver(event)
    assert seen == ["open"]
    assert not paragraph.hasAttribute("onclick")
    assert "says that an action has changed 'onclick', which none does" in caplog.text


def test_they_are_told_without_an_event_too() -> None:
    act.add_class("open")
    session, paragraph = opened()
    session.receive(json.dumps([1, 0, ROOT, "#", 0, [], [[paragraph.node_id, ".open", True]]]))
    (event,) = session.events_received()
    assert isinstance(event, DomEvent)
    deliver(event)
    assert paragraph.className == "open"


@pytest.mark.parametrize(
    "frame",
    [
        [1, 0, 0, "op", {}, [], [[4, ".open", True]]],
        [1, 3, 4, "click", 0, [], [[4, ".open", True]]],
        [1, 0, 4, "click", 0, [], [[4, ".open", 1]]],
        [1, 0, 4, "click", 0, [], [[-4, ".open", True]]],
        [1, 0, 4, "click", 0, [], [[4, ".open"]]],
        [1, 0, 4, "click", 0, [], {}],
    ],
)
def test_malformed_changes_end_the_connection(frame: list[object]) -> None:
    session, _ = opened()
    session.receive(json.dumps(frame))
    assert session.close_code == 4400


def test_what_is_worked_on_comes_before_its_acknowledgement_and_its_end_after_the_changes() -> None:
    session, paragraph = opened()
    paragraph.addEventListener("click", lambda: None)
    session.flush()
    session.data_to_send()
    for n in (1, 2):
        session.receive(json.dumps([n, 0, paragraph.node_id, "click"]))
        session.events_received()
        session.begin_work(n)
        session.handled(n)
    assert session.data_to_send() == [b"[-1,8,[1,2]]", b"[-1,2,2]"]
    paragraph.textContent = "done"
    session.end_work(1)
    session.flush()
    frames = session.data_to_send()
    assert [json.loads(frame)[0] for frame in frames] == [0, -1]
    assert frames[1] == b"[-1,8,[2]]"
    session.end_work(2)
    assert session.data_to_send() == [b"[-1,8,[]]"]
    assert session.data_to_send() == []


def test_a_new_connection_is_told_again() -> None:
    session, _ = opened()
    session.begin_work(1)
    assert session.data_to_send() == [b"[-1,8,[1]]"]
    token = session.token
    session.disconnect()
    session.connect(lambda: None)
    session.receive(json.dumps([0, 1, {"v": 1, "token": token}]))
    assert b"[-1,8,[1]]" in session.data_to_send()
