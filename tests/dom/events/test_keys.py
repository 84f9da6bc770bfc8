"""Keys with the modifiers that have to be held: how they are written, and which events they are of."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domsync import Document, client
from domsync.dom import Event
from domsync.dom.events.keys import matching, written
from tests.profiles import scaled

HERE = Path(__file__).parent
CLIENT = Path(client.__file__).parent


@pytest.mark.parametrize(
    ("text", "wire"),
    [
        ("Enter", "Enter"),
        ("a", "a"),
        ("+", "+"),
        ("Space", " "),
        ("mod+s", "mod+s"),
        ("Shift+Enter", "shift+Enter"),
        ("Control+Alt++", "ctrl+alt++"),
        ("ctrl+ctrl+x", "ctrl+x"),
        ("!", "!"),
        ("~", "~"),
        ("Shift", "Shift"),
    ],
)
def test_how_keys_are_written(text: str, wire: str) -> None:
    assert written(text) == wire
    assert written(wire) == wire


def test_marks_of_the_wire() -> None:
    assert written("/", outside_fields=True) == "~/"
    assert written("k", outside_fields=True, free=True) == "~?k"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "names no key"),
        ("strg++", "'strg' is not a modifier"),
        ("strg+s", "'strg' is not a modifier"),
        ("mod+ctrl+s", "mod is Ctrl already"),
        ("ctrl+shift", "names no key"),
    ],
)
def test_what_is_no_key(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem.replace("+", r"\+")):
        written(text)


def event(key: str, *held: str, **more: Any) -> dict[str, Any]:
    names = ("ctrl", "alt", "shift", "meta")
    assert set(held) <= set(names)
    return {"key": key, **{f"{name}Key": name in held for name in names}, **more}


def is_of(key: str, happened: dict[str, Any], *, in_field: bool = False) -> bool:
    return matching([key], happened.get, in_field=in_field) == [key]


def test_a_plain_key_means_no_modifiers_but_shift_where_it_makes_the_character() -> None:
    assert is_of("Enter", event("Enter"))
    assert not is_of("Enter", event("Enter", "shift"))
    assert not is_of("Enter", event("Enter", "ctrl"))
    assert is_of("?", event("?", "shift"))
    assert is_of("A", event("A", "shift"))
    assert not is_of("a", event("A", "shift"))
    assert not is_of("s", event("s", "meta"))
    assert is_of("?s", event("s", "meta"))


def test_modifiers_are_exact() -> None:
    assert is_of("mod+s", event("s", "ctrl"))
    assert is_of("mod+s", event("S", "ctrl"))
    assert not is_of("mod+s", event("S", "ctrl", "shift"))
    assert not is_of("mod+s", event("s", "ctrl", "alt"))
    assert not is_of("mod+s", event("s"))
    assert is_of("shift+Enter", event("Enter", "shift"))
    assert not is_of("shift+Enter", event("Enter"))


def test_what_an_input_method_takes_is_not_the_pages() -> None:
    assert not is_of("Enter", event("Enter", isComposing=True))
    assert not is_of("Enter", event("Enter", keyCode=229))
    assert is_of("Any", event("Enter", isComposing=True))


def test_single_letters_are_left_to_fields() -> None:
    assert is_of("~/", event("/"))
    assert not is_of("~/", event("/"), in_field=True)
    assert is_of("~?k", event("k", "ctrl"), in_field=True)


def test_on_a_keyboard_of_another_script_a_letter_is_the_key_in_its_place() -> None:
    assert is_of("mod+s", event("ы", "ctrl", code="KeyS"))
    assert is_of("mod+shift+s", event("Σ", "ctrl", "shift", code="KeyS"))
    assert not is_of("mod+s", event("ы", "ctrl", code="KeyA"))
    # So it is with the digits of other scripts.
    assert is_of("mod+1", event("۱", "ctrl", code="Digit1"))
    assert not is_of("mod+1", event("۲", "ctrl", code="Digit2"))
    # Where a keyboard has other places for the letters of ours, the letter counts; and so it does where one types.
    assert not is_of("mod+s", event("o", "ctrl", code="KeyS"))
    assert not is_of("s", event("ы", code="KeyS"))
    heard = []
    box = Document().createElement("input")
    box.addEventListener("keydown", lambda event: heard.append(event.key), keys=["mod+s"], fields=[("key", "key")])
    box.dispatchEvent(Event("keydown", payload=b'{"key": "\xd1\x8b"}'))
    assert heard == ["ы"], "the browser has looked where the key is"


Ask = Callable[[list[str], dict[str, Any]], tuple[list[str], bool]]


@pytest.fixture(scope="module")
def platforms() -> Iterator[dict[str, Ask]]:
    """Asks the client on each of two platforms."""
    node = shutil.which("node")
    if node is None:
        pytest.fail("there is no Node.js: `make setup` installs it", pytrace=False)

    def asking(process: subprocess.Popen[str]) -> Ask:
        def ask(keys: list[str], happened: dict[str, Any]) -> tuple[list[str], bool]:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps([keys, happened]) + "\n")
            process.stdin.flush()
            found, is_prevented = json.loads(process.stdout.readline())
            return found, is_prevented

        return ask

    with ExitStack() as stack:
        asks = {}
        for platform in ("Linux x86_64", "MacIntel"):
            command = [node, "--no-warnings", str(HERE / "keys_client.js"), str(CLIENT), platform]
            process = stack.enter_context(
                subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            )
            stack.callback(process.kill)
            asks[platform] = asking(process)
        yield asks


names = st.sampled_from(["a", "A", "s", "ы", "?", "/", "+", "ß", " ", "1", "Enter", "Escape", "Shift", "!", "~"])
modifiers = st.lists(st.sampled_from(["ctrl", "alt", "shift", "meta"]), unique=True)
keys = st.builds(
    lambda marks, held, key: marks + "".join(f"{name}+" for name in held) + key,
    st.sampled_from(["", "~", "?", "!", "~?", "!~?"]),
    modifiers | st.lists(st.sampled_from(["mod", "alt", "shift"]), unique=True),
    names | st.just("Any"),
)
happened = st.builds(
    lambda key, held, code, composing, in_field: event(key, *held, code=code, isComposing=composing, inField=in_field),
    names,
    modifiers,
    st.sampled_from(["", "KeyA", "KeyS", "Digit1", "Slash"]),
    st.sampled_from([False, False, False, True]),
    st.booleans(),
)


@given(st.lists(keys, min_size=1, max_size=4, unique=True), happened)
@settings(max_examples=scaled(400), deadline=None)
def test_the_client_has_the_same_rules(platforms: dict[str, Ask], keys: list[str], happened: dict[str, Any]) -> None:
    expected = matching(keys, happened.get, in_field=happened["inField"])
    found = {platform: ask(keys, happened) for platform, ask in platforms.items()}
    # Which of Ctrl and Meta "mod" is, only a browser knows.
    assert [key for key in keys if any(key in pressed for pressed, _ in found.values())] == expected
    for pressed, is_prevented in found.values():
        assert is_prevented == any(key.startswith("!") and len(key) > 1 for key in pressed)


def test_mod_is_the_platforms(platforms: dict[str, Ask]) -> None:
    for held, platform in (("ctrl", "Linux x86_64"), ("meta", "MacIntel")):
        asked = {name: ask(["mod+s"], event("s", held))[0] for name, ask in platforms.items()}
        assert asked == {name: ["mod+s"] if name == platform else [] for name in platforms}


def test_alt_makes_other_characters_of_letters_and_digits_on_apples_systems(platforms: dict[str, Ask]) -> None:
    assert platforms["MacIntel"](["alt+s"], event("ß", "alt", code="KeyS"))[0] == ["alt+s"]
    assert platforms["MacIntel"](["alt+1"], event("¡", "alt", code="Digit1"))[0] == ["alt+1"]
    both = ["alt+1", "alt+shift+1"]
    assert platforms["MacIntel"](both, event("⁄", "alt", "shift", code="Digit1"))[0] == ["alt+shift+1"]
