"""Modules that are joined do what they did apart."""

import re
import subprocess
from pathlib import Path

import pytest

from domsync.server.net.bundle import bundle
from domsync.server.net.client_files import PARTS, client_files

MODULES = {
    "main.js": """
        // The order of imports is not that of names.
        import * as words from "./words.js";
        import { count, tell as say } from "./parts/tell.js";
        import "./parts/effect.js";
        const local = `own ${say("x")} in ${count.n}`;
        console.log(local, words.ONE, words.TWO, words.THREE, new words.Four().name, import.meta.url !== "");
        await_(async () => (await import("./extra/late.js")).run());
        function await_(f) { f(); }
    """,
    "words.js": """
        export const ONE = 1; export const [, TWO, THREE] = [1, 2, 3];
        export class Four { name = "four" }
        export const first = "not the parts' first";
    """,
    "parts/tell.js": """
        import { first } from "./first.js"
        import { ONE } from "../words.js"
        const local = first
        export const count = { n: 0 }
        export function tell(text) { count.n++; return [text, local, ONE].join("-") }
        export async function later() {}
    """,
    "parts/first.js": """export const first = "first"; console.log("first runs once");""",
    "parts/effect.js": """import {count} from "./tell.js"; count.n += 10; console.log("effect", count.n); """,
    "extra/late.js": """
        import { count } from "../parts/tell.js";
        import { more } from "./more.js";
        export const run = () => console.log("late", count.n, more);
    """,
    "extra/more.js": """export const more = "more";""",
}


def run(folder: Path, modules: dict[str, str]) -> str:
    for name, text in modules.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "package.json").write_text('{"type": "module"}')
    done = subprocess.run(["node", folder / "main.js"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_they_do_the_same(tmp_path: Path) -> None:
    joined = bundle(MODULES, "main.js")
    assert sorted(joined) == ["extra/late.js", "extra/more.js", "main.js"]
    # What is loaded on need comes whole: a browser remembers that a file has failed, and so all that imports it.
    whole = bundle(MODULES, "main.js", ["extra/more.js"])
    assert sorted(whole) == ["extra/late.js", "main.js"]
    assert whole["extra/late.js"].count("import{") == 1
    apart = run(tmp_path / "apart", MODULES)
    assert run(tmp_path / "joined", joined) == run(tmp_path / "whole", whole) == apart
    assert apart.splitlines() == [
        *("first runs once", "effect 10", "own x-first-1 in 11 1 2 3 four true"),
        "late 11 more",
    ]


def test_what_is_imported_for_all_modules_hides_nothing_of_the_browser(tmp_path: Path) -> None:
    modules = {
        "main.js": 'import { escape, first } from "./own.js"; import "./other.js"; console.log(escape("a b"), first);',
        "other.js": 'import { first } from "./own.js"; console.log(escape("a b"), { escape: 1 }.escape, first);',
        "own.js": "export const escape = (text) => text + text; export const first = 1;",
    }
    joined = bundle(modules, "main.js")
    assert run(tmp_path / "joined", joined) == run(tmp_path / "apart", modules) == "a%20b 1 1\na ba b 1\n"
    assert joined["main.js"].count("const{first}=") == 1
    # Whoever calls a property so does not keep the others from it.
    modules["other.js"] = "console.log({ escape: 1 }.escape)"
    assert bundle(modules, "main.js")["main.js"].count("const{escape,first}=") == 1


def test_an_entry_in_a_folder_finds_what_it_loads(tmp_path: Path) -> None:
    modules = {
        "main.js": 'import "./a/entry.js";',
        "a/entry.js": 'import "../b/other.js";',
        "b/other.js": 'import("../c/late.js");',
        "c/late.js": 'console.log("late");',
    }
    assert run(tmp_path, bundle(modules, "main.js")) == "late\n"
    joined = bundle({name: text for name, text in modules.items() if name != "main.js"}, "a/entry.js")
    assert 'import("./../c/late.js")' in joined["a/entry.js"]


def test_what_a_program_calls_import_or_export_stays() -> None:
    source = "x={import:1,export:2};y=x.import+x?.import;z='import a from \"b\"';"
    assert source in bundle({"a.js": source}, "a.js")["a.js"]


@pytest.mark.parametrize(
    ("modules", "problem"),
    [
        ({"a.js": 'import "./b.js"'}, "a.js imports b.js, which is not there"),
        ({}, "the page imports a.js, which is not there"),
        (
            {"a.js": 'import "./b.js"', "b.js": 'import "./a.js"'},
            "a.js imports b.js imports a.js; modules import in one",
        ),
        ({"a.js": 'import b from "./b.js"', "b.js": ""}, "the import of b from is of a kind"),
        ({"a.js": 'import "b"'}, 'a.js imports "b", which is not relative'),
        ({"a.js": "import b"}, "does not name what it imports from"),
        ({"a.js": "export let b = 1"}, "a.js: an export is one constant"),
        ({"a.js": "export const b = 1, c = 2"}, "a.js: an export is one constant"),
        ({"a.js": "export const { b: c } = d"}, "a.js: an export is one constant"),
        ({"a.js": "export default 1"}, "a.js: an export is one constant"),
        ({"a.js": "'"}, "a.js: line 1: a string does not end"),
    ],
)
def test_what_is_not_understood_is_refused(modules: dict[str, str], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        bundle(modules, "a.js")


def test_the_client_is_one_file_and_what_is_loaded_on_need() -> None:
    assert {"index.js", "extra/shared_text.js"} <= set(client_files().names)
    assert set(PARTS).isdisjoint(client_files().names)
    for name in client_files().names:
        source = client_files().respond(client_files().path(name)).body.decode()
        shared = {"./collections.js"} if name == "extra/drag_and_drop.js" else set()
        assert set(re.findall(r'\bfrom"([^"]*)"', source)) - shared <= {"../index.js"}, name
    assert {"apply.js", "apply/tree.js", "dom.js"}.isdisjoint(client_files().names)
