"""Compile the widgets' words: domsync/components/locale/*/LC_MESSAGES/*.po to .mo.

Run it after a translation was changed: `python tools/make_words.py`. A test fails when a .mo is not what it writes,
or when a word is not translated. With `--template` it prints all words of the code.
"""

import ast
import struct
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from domsync.components.field_messages import MESSAGES  # noqa: E402
from domsync.components.page_words import PAGE_WORDS  # noqa: E402

WIDGETS = ROOT / "domsync" / "widgets"
FOLDER = ROOT / "domsync" / "components" / "locale"


def words_of_the_code() -> dict[str, str]:
    """What the widgets and pages say in English; of what is counted, with its plural."""
    found = {text: "" for text in (*sorted(PAGE_WORDS), *MESSAGES.values()) if isinstance(text, str)}
    found.update((text[0], text[1]) for text in MESSAGES.values() if not isinstance(text, str))
    for path in sorted(WIDGETS.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="word"), args=[ast.Constant(value=str(text)), *_]):
                    found[text] = ""
                case ast.Call(
                    func=ast.Name(id="counted"), args=[ast.Constant(value=str(one)), ast.Constant(value=str(many)), *_]
                ):
                    found[one] = many
                case ast.Assign(targets=[ast.Name(id="_STATES")], value=ast.Dict(values=values)):
                    found.update(
                        (value.value, "")
                        for value in values
                        if isinstance(value, ast.Constant) and isinstance(value.value, str)
                    )
    return found


def read_po(text: str) -> dict[str, str]:
    """Read a catalogue: what is said by what it is in English; plurals are parted by zeros, as in a .mo."""
    entries: dict[str, str] = {}
    entry: dict[str, str] = {}
    name = ""
    for line in [*text.splitlines(), ""]:
        line = line.strip()
        if not line:
            if "msgid" in entry:
                said = entry.get("msgstr", "") or "\0".join(
                    entry[key] for key in sorted(entry) if key.startswith("msgstr[")
                )
                key = entry["msgid"] + (f"\0{entry['msgid_plural']}" if "msgid_plural" in entry else "")
                entries[key] = said
            entry = {}
        elif line.startswith('"'):
            entry[name] += ast.literal_eval(line)
        elif not line.startswith("#"):
            name, _, value = line.partition(" ")
            entry[name] = ast.literal_eval(value)
    return entries


def mo(entries: dict[str, str]) -> bytes:
    """Write a catalogue as gettext reads it: https://www.gnu.org/software/gettext/manual/html_node/MO-Files.html."""
    pairs = sorted((key.encode(), said.encode()) for key, said in entries.items() if said)
    start = 28 + 16 * len(pairs)
    keys, values = b"".join(key + b"\0" for key, _ in pairs), b"".join(said + b"\0" for _, said in pairs)
    tables: tuple[list[int], list[int]] = ([], [])
    at = [start, start + len(keys)]
    for pair in pairs:
        for side, text in enumerate(pair):
            tables[side].extend((len(text), at[side]))
            at[side] += len(text) + 1
    head = (0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    return struct.pack(f"<{7 + 4 * len(pairs)}I", *head, *tables[0], *tables[1]) + keys + values


def main() -> None:
    """Compile all of them."""
    if "--template" in sys.argv:
        for one, many in words_of_the_code().items():
            print(f"{one!r}" + (f" / {many!r}" if many else ""))
        return
    for path in sorted(FOLDER.rglob("*.po")):
        path.with_suffix(".mo").write_bytes(mo(read_po(path.read_text(encoding="utf-8"))))


if __name__ == "__main__":
    main()
