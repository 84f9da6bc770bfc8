"""The examples of docs/reference/protocol.md are frames, and mean what the page says; its tables are complete."""

import json
import re
from pathlib import Path

import pytest

from domsync.dom import ops
from domsync.dom.element.browser_calls import WIRE_METHODS
from domsync.dom.element.properties import WIRE_PROPERTIES
from domsync.dom.ops import OP_CODES
from domsync.render.wire_reader import from_wire
from domsync.session import outbound
from domsync.session.codes import CloseCode
from domsync.session.inbound import decode, node_payloads
from domsync.session.limits import DEFAULT_LIMITS
from domsync.testing.browser.apply import ReferenceBrowser
from domsync.testing.browser.first_paint import load
from domsync.testing.tree.nodes import ReferenceElement
from tests.wire_lists import to_wire

TEXT = (Path(__file__).parents[2] / "docs" / "reference" / "protocol.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+ \w+)\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)


def lines(kind: str) -> list[str]:
    return [line for found, block in BLOCKS if found == kind for line in block.splitlines()]


def test_every_block_has_a_kind() -> None:
    assert {kind for kind, _ in BLOCKS} == {"json frame", "html page", "json control", "json client", "json ops"}
    assert len(re.findall("^```", TEXT, re.MULTILINE)) == 2 * len(BLOCKS)


@pytest.mark.parametrize("line", lines("json ops"))
def test_an_op_is_written_just_so(line: str) -> None:
    assert json.dumps(to_wire(from_wire([json.loads(line)]))[0], separators=(",", ":"), ensure_ascii=False) == line


def test_every_op_has_a_section_with_examples_of_its_own() -> None:
    sections = re.split("^### ", TEXT[TEXT.index("## Ops") : TEXT.index("## A page")], flags=re.MULTILINE)[1:]
    told = {}
    for section in sections:
        code, name = section.split("\n", 1)[0].split()
        told[name] = int(code)
        # A template is shown at work, in a frame.
        examples = re.findall(r"^\[0,2,0,\[\[(\d+)\b" if name == "TEMPLATE" else r"^\[(\d+)\b", section, re.MULTILINE)
        assert examples, name
        assert set(examples) == {code}, name
    assert told == OP_CODES


def test_the_page_is_what_the_frames_make_of_it() -> None:
    browser = ReferenceBrowser()
    pages = 0
    for kind, block in BLOCKS:
        if kind == "json frame":
            browser.receive(block.strip())
        elif kind == "html page":
            wanted = ReferenceElement("div")
            wanted.set_attribute("id", "domsync_root_id")
            load(wanted, block.strip())
            assert browser.canonical() == wanted.form()
            pages += 1
    assert pages == 5


@pytest.mark.parametrize("line", lines("json client"))
def test_a_frame_of_a_browser_is_understood(line: str) -> None:
    frame = decode(line)
    if json.loads(line)[0]:
        node_payloads(frame)  # type: ignore[arg-type]


def test_every_kind_of_control_frame_is_shown() -> None:
    shown = [json.loads(line) for line in lines("json control")]
    assert list(dict.fromkeys(frame[1] for frame in shown)) == [*range(1, 9)]
    made = [
        outbound.welcome("c2Vzc2lvbg.c2VjcmV0", 0, 1_048_576, resumed=False),
        outbound.acknowledgement(17),
        outbound.pong(),
        outbound.refusal(18),
        outbound.notice("The server restarts in a minute."),
        outbound.navigate("/login", replace=True),
        outbound.download("download/p6Zb0cUu"),
        outbound.upload({"upload": 1, "from": 0, "chunk": 61440, "room": 184320}),
        outbound.upload({"upload": 1, "room": 245760}),
        outbound.upload({"upload": 1, "error": None}),
        outbound.upload({"upload": 2, "error": "there are too many files", "say": "b.csv: there are too many files."}),
        outbound.working([17, 19]),
        outbound.working([]),
    ]
    assert [json.loads(frame) for frame in made] == shown
    asked = [json.loads(line) for line in lines("json client")]
    assert {frame[1] for frame in asked if not frame[0]} == set(range(1, 9))


def test_the_closed_lists_are_complete() -> None:
    for code, names in ((9, WIRE_PROPERTIES), (13, WIRE_METHODS)):
        start = TEXT.index(f"`[{code}, node, ")
        sentence = TEXT[TEXT.index("closed list:", start) : TEXT.index("\n\n", start)].partition(". ")[0]
        assert set(re.findall(r"`(\w+)`", sentence)) == names


def test_every_flag_of_a_listener_is_in_the_table() -> None:
    table = TEXT.partition("| flag | meaning |\n")[2].partition("\n\n")[0]
    flags = {int(flag) for row in table.splitlines()[1:] for flag in row.split("|")[1].split(",")}
    powers = {value for value in vars(ops).values() if type(value) is int and value in {1 << at for at in range(4, 15)}}
    assert flags == powers | {ops.PREVENT_DEFAULT, ops.STOP_PROPAGATION, ops.ONCE, ops.CAPTURE}


def test_every_close_code_is_in_the_table() -> None:
    section = TEXT.partition("\n## Close codes\n")[2].partition("\n## ")[0]
    codes = set(re.findall(r"^\| (\d{4}) \|", section, re.MULTILINE))
    assert codes == {str(code.value) for code in CloseCode} | {"1002", "1007"}


def test_the_limits_are_those_of_the_code() -> None:
    limits = DEFAULT_LIMITS
    for told in (
        f"{limits.message_bytes // 2**20} MiB | 1009",
        f"{limits.messages_per_second} a second, {limits.message_burst} at once | slowed down for {limits.patience} s",
        f"refused events | {limits.refusals} in {limits.refusal_seconds} s",
        f"resyncs | {limits.resyncs} in {limits.refusal_seconds} s",
        f"hello | {limits.hello_seconds} s",
        f"without progress | {limits.write_seconds} s",
        f"{limits.history_frames}, or {limits.history_bytes // 1024} KiB",
    ):
        assert told in TEXT
