"""Paths with parameters: what they match, and that matching costs no more than the path is long."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domsync.server.pages.routes import SEGMENT_CHARACTERS, Pattern, Segment


@pytest.mark.parametrize(
    ("pattern", "path", "values"),
    [
        ("/", "/", {}),
        ("/a", "/a/", None),
        ("/users/{user}", "/users/7", {"user": "7"}),
        ("/users/{user}", "/users/", None),
        ("/users/{user}", "/users/a/b", None),
        ("/users/{user}", "/users/%C3%BC%2F", {"user": "ü/"}),
        ("/{a}-{b}", "/x-y-z", {"a": "x-y", "b": "z"}),
        ("/{a}-{b}", "/x-", None),
        ("/{a}-{b}", "/--", None),
        ("/{a}-{b}", "/---", {"a": "-", "b": "-"}),
        ("/{a}--{b}", "/x---y", {"a": "x-", "b": "y"}),
        ("/v{major}.{minor}.json", "/v1.2.json", {"major": "1", "minor": "2"}),
        ("/v{major}.{minor}.json", "/v1.json", None),
        ("/files/{rest:path}", "/files/a/b/c.txt", {"rest": "a/b/c.txt"}),
        ("/files/{rest:path}", "/files/", None),
        ("/{user}/{rest:path}/edit", "/ann/a/b/edit", {"user": "ann", "rest": "a/b"}),
        ("/{user}/{rest:path}/edit", "/ann/edit", None),
        ("/x-{rest:path}.md", "/x-a/b.md", {"rest": "a/b"}),
        ("/x-{rest:path}.md", "/x-.md", None),
        # What people write, and what browsers make of it.
        ("/über uns", "/%C3%BCber%20uns", {}),
        ("/über uns", "/über uns", None),
        ("/%C3%BCber", "/%C3%BCber", {}),
        ("/a?b", "/a%3Fb", {}),
        ("/größe-{a}.{b}ü", "/gr%C3%B6%C3%9Fe-x.y%C3%BC", {"a": "x", "b": "y"}),
        ("/ä/{rest:path}.ö/ü", "/%C3%A4/a/b.%C3%B6/%C3%BC", {"rest": "a/b"}),
    ],
)
def test_what_a_pattern_matches(pattern: str, path: str, values: dict[str, str] | None) -> None:
    assert Pattern(pattern).match(path) == values


@given(st.text(st.characters(codec="utf-8", exclude_characters="{}"), max_size=9), st.text(min_size=1, max_size=9))
def test_paths_in_all_letters_can_be_written_and_matched(text: str, value: str) -> None:
    for pattern in (Pattern(f"/{text}/{{x}}"), Pattern(f"/{text}{{x:path}}{text}")):
        try:
            path = pattern.build({"x": value})
        except (ValueError, UnicodeEncodeError):
            # Surrogates; and with a slash, or the text itself at its ends, it says something else.
            continue
        assert path.isascii()
        assert pattern.match(path) == {"x": value}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a", "must begin with a slash"),
        ("/{a}/{a}", "names a parameter twice"),
        ("/{a", "a brace outside a parameter"),
        ("/{a}{b}", "must be separated by text"),
        ("/{a:path}/{b:path}", "several parameters with :path"),
        ("/{a}-{b:path}", "shares its segment"),
    ],
)
def test_patterns_that_are_none(path: str, text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        Pattern(path)


@given(st.lists(st.sampled_from(["-", "--", "a", "-a"]), max_size=3), st.text("-ab", max_size=12))
def test_it_matches_as_the_greedy_expression_does(between: list[str], text: str) -> None:
    names = [f"p{number}" for number in range(len(between) + 1)]
    source = names[0].join("{}") + "".join(
        literal + name.join("{}") for literal, name in zip(between, names[1:], strict=True)
    )
    expected = re.fullmatch("(.+)" + "".join(f"{re.escape(literal)}(.+)" for literal in between), text)
    assert Segment(source).match(text) == (None if expected is None else list(expected.groups()))


class Counted(str):
    """A text that counts how many characters were looked at in it."""

    looked_at = 0

    def rfind(self, sub: str, start: Any = 0, end: Any = None) -> int:
        found = super().rfind(sub, start, end)
        Counted.looked_at += (len(self) if end is None else end) - max(found, start)
        return found

    def split(self, *arguments: Any) -> Any:
        return [Counted(part) for part in super().split(*arguments)]


@pytest.mark.parametrize("pattern", ["/{a}-{b}-{c}", "/{a}-{b}-{c}-{d}-{e}.csv", "/{a}-/{b}-{c}"])
@pytest.mark.parametrize("filling", ["-", "a", "-a", "a-"])
def test_twice_the_path_costs_twice_the_work(pattern: str, filling: str) -> None:
    def cost(size: int) -> int:
        Counted.looked_at = 0
        Pattern(pattern).match(Counted("/" + (filling * size)[:size]))
        return Counted.looked_at

    assert cost(SEGMENT_CHARACTERS - 1) <= 2.5 * cost(SEGMENT_CHARACTERS // 2) + 10
    assert cost(SEGMENT_CHARACTERS - 1) <= 2 * SEGMENT_CHARACTERS


def test_longer_segments_match_nothing() -> None:
    pattern = Pattern("/{a}")
    assert pattern.match("/" + "x" * SEGMENT_CHARACTERS) is not None
    assert pattern.match("/" + "x" * (SEGMENT_CHARACTERS + 1)) is None
