"""`python -m examples`: all examples on one port, each below its own name."""

import re
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from domsync import App
from domsync.gallery.demos import FAMILIES
from domsync.testing import render_page
from examples.__main__ import EXAMPLES, app, file_of, name_of
from tests import children

ROOT = Path(__file__).parents[2]
FILES = sorted(path for path in (ROOT / "examples").glob("*.py") if not path.name.startswith("__"))
WHOLE = sorted(path for path in (ROOT / "examples" / "apps").glob("*.py") if not path.name.startswith("__"))


def test_every_example_is_in_the_index_with_a_sentence() -> None:
    assert {file_of(module) for _, module, _ in EXAMPLES} == {str(path.relative_to(ROOT)) for path in FILES + WHOLE}
    # They hide no page of the gallery.
    assert "examples" not in {family.name for family in FAMILIES}
    page = render_page(app, "/examples")
    for title, module, _ in EXAMPLES:
        card = page.get_by_role("listitem").filter(has_text=file_of(module))
        assert card.get_by_role("link", name=title)["href"] == f"/examples/{name_of(module)}/"
        assert len(card.locator("p").text) > 30


def test_the_pages_of_the_examples_keep_their_titles_and_styles() -> None:
    page = render_page(app, "/examples/todo")
    assert page.title == "To-do list"
    page.get_by_placeholder("What needs to be done?").type("a\n")
    assert "1 item left" in page.text
    for _, module, example in EXAMPLES:
        if isinstance(example, App):
            assert render_page(app, f"/examples/{name_of(module)}").status == 200


@pytest.mark.parametrize("name", ["apps/orders", "login"])
def test_one_can_sign_in_to_the_examples(name: str) -> None:
    page = render_page(app, f"/examples/{name}/")
    page.get_by_label("Name").fill("ann")
    page.get_by_label("Password").fill("tea")
    page.get_by_role("button", name="Sign in").click()
    page.settle()
    assert page.url == f"http://test/examples/{name}/"
    assert "ann" in page.text


def test_what_is_no_example_is_not_found() -> None:
    assert render_page(app, "/nothing").status == 404


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_is_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 100
    assert "python examples/" + path.name in text


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.stem)
def test_a_whole_application_is_not_long(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 400
    assert "python examples/apps/" + path.name in text


APPS = [file_of(module) for _, module, example in EXAMPLES if isinstance(example, App)]
RUNS = [["-m", "examples"], *(["-m", "domsync", "run", name, "--port=0"] for name in APPS)]


@pytest.mark.parametrize("arguments", RUNS, ids=lambda arguments: arguments[-1 if len(arguments) == 2 else 3])
def test_it_runs_and_ends_when_it_is_told_to(arguments: list[str]) -> None:
    environment = children.environment(PORT="0", PYTHONWARNINGS="error")
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        address = re.search(r"https?://\S+", process.stdout.readline())
        assert address is not None, process.communicate(timeout=60)
        with urlopen(address[0], timeout=60) as answer:
            assert b"data-domsync" in answer.read()
    finally:
        process.send_signal(signal.SIGTERM)
        _, complaints = process.communicate(timeout=60)
    # That a machine is busy is no fault of the program's.
    faults = [line for line in complaints.splitlines() if "held the event loop up" not in line]
    assert (process.returncode, faults) == (0, [])
