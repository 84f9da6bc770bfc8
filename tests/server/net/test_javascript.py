"""What is served is the same program as the source: another parser reads the same tree from both."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domsync.server.net.javascript import Kind, Token, strip, tokens
from tests.architecture import client_files, extra_files

ROOT = Path(__file__).parents[3]

STATEMENTS = [
    ("a + +b; a - -b; a++ + b; a+ ++b", "a+ +b;a- -b;a++ +b;a+ ++b"),
    ("return /x/g.test(y)", "return/x/g.test(y)"),
    ("x = a / b / c", "x=a/b/c"),
    ("x = a.return / 2 // 3", "x=a.return/2"),
    ("if (a) /b c/.exec(d)", "if(a)/b c/.exec(d)"),
    ("x = (a) / b", "x=(a)/b"),
    ("x = a[0] / b", "x=a[0]/b"),
    ("x = /[/] \\/ [\\]/]/ in y", "x=/[/] \\/ [\\]/]/ in y"),
    ("x = a < /b/ ? 1 : 2", "x=a< /b/?1:2"),
    ("x = 1 .y; x = 1. + .5; x = a ?.5 : .6", "x=1 .y;x=1.+ .5;x=a? .5: .6"),
    ("x = 0xe +1; x = 1e+5 +1", "x=0xe+1;x=1e+5+1"),
    ("x = `a ${ {b: `c  ${ d }`} } //` / 2 // e", "x=`a ${{b:`c  ${d}`}} //`/2"),
    ("x = `\\`${/* y */ z}\\${ b }`", "x=`\\`${z}\\${ b }`"),
    ("x = '// \\' /*' + \"/* \\\" \" /* ' */", "x='// \\' /*'+\"/* \\\" \""),
    ("x = a /* 1\n 2 */ b", "x=a\nb"),
    ("a\n\n  // b\n\nc", "a\nc"),
    ("a ??= b ?. c ? .5 : d", "a??=b?.c? .5:d"),
    ("class A { #b = 1; c() { return #b in this } }", "class A{#b=1;c(){return #b in this}}"),
    ("x = typeof /y/", "x=typeof/y/"),
    ("(async () => { await /y/ })", "(async()=>{await/y/})"),
    ("x = a ? /b/ : /c/", "x=a?/b/:/c/"),
    ("() => { a(b); return; }; c = { d() { e; } };", "()=>{a(b);return};c={d(){e}};"),
    ("{ for (;;) { if (a(b)) break; } } { while (a(b)); }", "{for(;;){if(a(b))break}}{while(a(b));}"),
    ("{ if (a) b(); else ; } { for (;a;); }", "{if(a)b();else;}{for(;a;);}"),
    ("{ if ((a)) ; } { a: ; } { do ; while (a); }", "{if((a));}{a:;}{do;while(a);}"),
]


def parse(folder: Path, modules: dict[str, str]) -> dict[str, Any]:
    """The trees that TypeScript's parser makes."""
    for name, text in modules.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    script = Path(__file__).with_name("parse_javascript.mjs")
    done = subprocess.run(["node", script, folder], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    trees: dict[str, Any] = json.loads(done.stdout)
    assert trees.keys() == modules.keys()
    return trees


def test_every_module_of_the_client_is_the_same_program(tmp_path: Path) -> None:
    paths = [*client_files(ROOT), *extra_files(ROOT)]
    # TypeScript's trees have the types of JSDoc comments in them; of other comments they have nothing.
    sources = {"-".join(path.parts[-2:]): path.read_text().replace("/**", "/*") for path in paths}
    stripped = {f"stripped-{name}": strip(text) for name, text in sources.items()}
    trees = parse(tmp_path, sources | stripped)
    for name, text in sources.items():
        assert trees[name] == trees[f"stripped-{name}"], name
        assert len(trees[name]) > 3
        assert not any(line.startswith((" ", "//", "/*")) or not line for line in strip(text).splitlines())


def test_the_parser_sees_a_difference(tmp_path: Path) -> None:
    trees = parse(tmp_path, {"a.js": "x = a + +b", "b.js": "x = a + b", "c.js": "let x", "d.js": "const x = 1"})
    assert len({json.dumps(tree) for tree in trees.values()}) == 4


def test_each_kind_of_token(tmp_path: Path) -> None:
    assert [strip(source) for source, _ in STATEMENTS] == [stripped for _, stripped in STATEMENTS]
    sources = {f"{n}.js": source for n, (source, _) in enumerate(STATEMENTS) if not source.startswith("return")}
    trees = parse(tmp_path, sources | {f"s{name}": strip(text) for name, text in sources.items()})
    assert [name for name in sources if trees[name] != trees[f"s{name}"]] == []


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("a\n'b", "line 2: a string does not end"),
        ("'b\nc'", "line 1: a string does not end"),
        ("`b${c}", "line 1: a template does not end"),
        ("`b${c", "line 1: a bracket or a template does not end"),
        ("x = /a", "line 1: a regular expression does not end"),
        ("({", "a bracket or a template does not end"),
        ("}", "line 1: } closes nothing"),
        ("{} /a/", "line 1: a slash after }"),
        ("a @ b", "line 1: '@' begins no token"),
    ],
)
def test_what_is_no_javascript_is_refused(source: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        strip(source)


@pytest.mark.parametrize("text", ["'" + "\\" * 40_001, "`" * 40_001, "/*" * 40_000, "x=" + "/" + "[" * 40_000])
def test_what_does_not_end_is_read_once(text: str) -> None:
    with pytest.raises(ValueError, match="line 1: "):
        strip(text)


BLANKS = st.sampled_from(["", " ", "  ", "\t", "/* */", "/* // */"])
STRINGS = st.one_of(
    st.text(st.sampled_from("ab /*`$\\{}\"'"), max_size=8).map(json.dumps),
    st.text(st.sampled_from('ab /*"${}'), max_size=8).map(lambda text: f"'{text}'"),
    st.text(st.sampled_from("ab /*\"'{}\n"), max_size=8).map(lambda text: f"`{text}`"),
    st.sampled_from(["/a b/", "/[/ ]*/g", "/\\/ /u", "/[\\]'`]/"]).map(lambda text: f"({text})"),
)


def expressions(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Larger expressions of smaller ones."""
    operators = st.sampled_from(["+", "-", "/", "*", "%", "<", "&&", "??", "**", ",", "===", "instanceof", "in"])
    binary = st.tuples(inner, BLANKS, operators, BLANKS, inner).map(
        lambda parts: f"({parts[0]} {parts[1]} {parts[2]} {parts[3]} {parts[4]})"
    )
    texts = st.text(st.sampled_from("ab /*\"'{}\n"), max_size=4)
    template = st.tuples(texts, BLANKS, inner, BLANKS).map(
        lambda parts: f"`x {parts[0]}${{{parts[1]}{parts[2]}{parts[3]}}} y`"
    )
    unary = st.tuples(st.sampled_from(["-", "+", "!", "~", "typeof ", "void "]), BLANKS, inner).map("".join)
    return st.one_of(binary, template, unary.map(lambda text: f"({text})"), inner.map(lambda text: f"[{text}]"))


@given(st.lists(st.recursive(STRINGS | st.sampled_from(["a", "1", ".5"]), expressions, max_leaves=8), min_size=1))
def test_stripping_changes_no_token(lines: list[str]) -> None:
    source = "\n// and\n".join(f"x = {line}" for line in lines)
    stripped = strip(source)
    assert _without_lines(tokens(stripped)) == _without_lines(tokens(source))
    assert strip(stripped) == stripped
    assert len(stripped) <= len(source)


def _without_lines(found: Any) -> list[Token]:
    return [token for token in found if token.kind is not Kind.NEWLINE]


def test_random_programs_are_the_same_to_the_parser(tmp_path: Path) -> None:
    sources: dict[str, str] = {}

    @given(st.recursive(STRINGS | st.sampled_from(["a", "1", ".5"]), expressions, max_leaves=12))
    def collect(expression: str) -> None:
        sources[f"{len(sources)}.js"] = f"x = {expression}"

    collect()
    assert len(sources) >= 50
    trees = parse(tmp_path, sources | {f"s{name}": strip(text) for name, text in sources.items()})
    assert [text for name, text in sources.items() if trees[name] != trees[f"s{name}"]] == []
