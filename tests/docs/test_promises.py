"""`make soak` writes what it has measured, and keeps what it has not."""

import pytest

from tools.write_promises import PAGE, merged

OLD = """# Promises

Last measured on 2 cores.

| promise | what was done | what came of it |
|---|---|---|
| P2 | 50 kills of 3 processes | 0 lost |
| P10 | measured by hand | 7 |
"""


def test_a_row_takes_the_place_of_the_one_about_the_same() -> None:
    rows = ["| P2 | 1,000 kills of 3 processes | 1 lost |", "| P1 | a cut line | 0 lost |"]
    assert merged(OLD, rows, "on 4 cores") == OLD.replace("2 cores", "4 cores").replace(
        "| P2 | 50 kills of 3 processes | 0 lost |", f"{rows[1]}\n{rows[0]}"
    )


def test_other_words_are_another_row() -> None:
    row = "| P2 | 50 kills of 3 brokers | 0 lost |"
    assert sorted([*OLD.splitlines(), row]) == sorted(merged(OLD, [row], "on 2 cores").splitlines())


def test_the_page_is_in_order() -> None:
    page = PAGE.read_text(encoding="utf-8")
    machine = page.partition("Last measured ")[2].partition(".\n")[0]
    assert merged(page, [], machine) == page


def test_another_page_is_refused() -> None:
    with pytest.raises(ValueError, match="no table of promises"):
        merged("# Promises\n", [], "")
