"""Random programs of DOM calls: what the ops make of an empty page is the live tree, at every point and for everybody.

`tests/browser` holds the same programs against a real Chromium.
"""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domsync.dom.document.document import Document
from domsync.render import encode_frame
from domsync.testing.browser.apply import ReferenceBrowser
from domsync.testing.tree.canonical import Form, canonical
from tests.profiles import scaled
from tests.programs import ACTIONS, Program, programs
from tests.render.lexer import tokens


class Viewers:
    """Everybody who looks at one document: one from the beginning, and one more at each cut."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.seq = 0
        self.browsers = [ReferenceBrowser(document.getRootId())]

    def send(self) -> None:
        """Send what has changed to everybody, and a snapshot to one who comes now."""
        self.seq += 1
        data = encode_frame(0, self.seq, 0, self.document.take_ops())
        for browser in self.browsers:
            browser.receive(data)
        newcomer = ReferenceBrowser(self.document.getRootId())
        newcomer.receive(encode_frame(0, self.seq, 0, self.document.snapshot()))
        # Three are enough to see that those who came late go on with the others.
        self.browsers = [self.browsers[0], *self.browsers[1:][-1:], newcomer]

    def forms(self) -> list[Form]:
        """What each of them sees, listeners included."""
        return [browser.canonical(listeners=True) for browser in self.browsers]


def run(program: Program) -> None:
    document = Document()
    viewers = Viewers(document)
    for _ in program.run(document):
        viewers.send()
        wanted = canonical(document, listeners=True)
        for form in viewers.forms():
            assert form == wanted, program


@given(programs())
@settings(max_examples=scaled(100))
def test_everybody_sees_the_live_tree(program: Program) -> None:
    run(program)


@pytest.mark.fuzz
def test_everybody_sees_the_live_tree_with_these_seeds() -> None:
    for seed in range(scaled(150)):
        run(Program(seed))


@given(programs(max_steps=25))
@settings(max_examples=scaled(50))
def test_a_call_that_raises_changes_nothing(program: Program) -> None:
    document = Document()
    log: list[Any] = []

    def witness() -> object:
        log.extend(document.take_ops())
        return canonical(document, listeners=True), len(log)

    program.witness = witness
    for _ in program.run(document):
        pass


@given(programs())
@settings(max_examples=scaled(50))
def test_javascript_text_is_statements_whatever_the_texts_are(program: Program) -> None:
    document = Document()
    for _ in program.run(document):
        for text in (document.render_js_updates(), document.render_js_full()):
            for line in text.split("\n")[:-1]:
                assert line.endswith((";", "}")), program
            assert_well_formed(text)


def assert_well_formed(text: str) -> None:
    open_brackets: list[str] = []
    for token in tokens(text):
        if token.source in ("(", "[", "{"):
            open_brackets.append(token.source)
        elif token.source in (")", "]", "}"):
            assert open_brackets.pop() + token.source in ("()", "[]", "{}")
    assert not open_brackets


@given(st.integers(0, 2**32))
@settings(max_examples=scaled(20))
def test_the_same_seed_is_the_same_program(seed: int) -> None:
    traces = []
    for _ in range(2):
        document = Document()
        program = Program(seed)
        ops = [document.take_ops() for _ in program.run(document)]
        traces.append((program.trace, ops))
    assert traces[0] == traces[1]


def test_programs_make_every_kind_of_op_and_do_everything() -> None:
    kinds: set[str] = set()
    refused = 0
    lines: list[str] = []
    for seed in range(100):
        document = Document()
        program = Program(seed)
        for _ in program.run(document):
            kinds.update(type(op).__name__ for op in document.take_ops())
        refused += program.refused
        lines += program.trace
    assert kinds == {
        *("Insert", "Remove", "Move", "SetData", "SetText", "SetAttribute", "SetAttributeNS", "RemoveAttribute"),
        *("SetProperty", "SetStyle", "Listen", "Unlisten"),
    }
    assert 100 < refused < len(lines) / 5
    assert len(ACTIONS) > 30
    calls = set(re.findall(r"\.(\w+)(?:\(|\[| =)", "\n".join(lines)))
    assert calls >= {
        *("appendChild", "insertBefore", "moveBefore", "replaceChild", "removeChild", "remove", "append", "prepend"),
        *("replaceChildren", "before", "after", "replaceWith", "insertAdjacentText", "insertAdjacentElement"),
        *("insertAdjacentHTML", "innerHTML", "innerText", "textContent", "normalize", "splitText", "cloneNode", "data"),
        *("nodeValue", "appendData", "insertData", "deleteData", "replaceData", "setAttribute", "removeAttribute"),
        *("toggleAttribute", "setAttributeNS", "removeAttributeNS", "id", "className", "dataset", "setProperty"),
        *("removeProperty", "cssText", "value", "checked", "indeterminate", "selectedIndex", "selected"),
        *("addEventListener", "removeEventListener"),
    }
