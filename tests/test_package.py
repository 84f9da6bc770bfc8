"""What is published: a wheel and an sdist that are well made, and a page of the wheel in a fresh environment."""

import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests import children
from tools.audit import report

ROOT = Path(__file__).resolve().parents[1]
#: What `pip install domsync` adds: the three packages that it needs, and what pydantic needs.
ADDED = {"domsync", "msgspec", "pydantic", "websockets"}
OF_PYDANTIC = {"annotated-types", "pydantic-core", "typing-extensions", "typing-inspection"}
COUNTER = """
from domsync import Component, html as h

class Counter(Component):
    count: int = 0

    def render(self):
        return h.h1(f"Count: {self.count}")
"""


def run(*command: str | Path, cwd: Path = ROOT) -> str:
    """Run a program; what it says."""
    done = subprocess.run(command, cwd=cwd, env=children.environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder)
    return folder


@pytest.fixture(scope="module")
def python(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a fresh environment with the wheel."""
    folder = tmp_path_factory.mktemp("fresh")
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", next(dist.glob("*.whl")), cwd=folder)
    return python


def test_the_descriptions_are_valid(dist: Path) -> None:
    run(sys.executable, "-m", "twine", "check", "--strict", *dist.iterdir())
    run(Path(sys.executable).with_name("check-wheel-contents"), next(dist.glob("*.whl")))


def test_the_wheel_has_what_runs_and_nothing_else(dist: Path) -> None:
    with zipfile.ZipFile(next(dist.glob("*.whl"))) as wheel:
        names = wheel.namelist()
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"domsync"}
    assert {"domsync/py.typed", "domsync/client/index.js", "domsync/widgets/theme.css"} <= set(names)
    assert [name for name in names if "/tests/" in name or name.endswith(".pyc")] == []


def test_the_sdist_has_what_the_wheel_is_made_of(dist: Path) -> None:
    with tarfile.open(next(dist.glob("*.tar.gz"))) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    assert {
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "CHANGELOG.md",
        "domsync/__init__.py",
        "examples/counter.py",
    } <= names


def test_it_brings_three_packages(python: Path) -> None:
    listed = run(python, "-m", "pip", "list", "--format=freeze", cwd=python.parent)
    names = {line.partition("==")[0].partition(" ")[0].lower().replace("_", "-") for line in listed.split("\n") if line}
    assert names - {"pip", "setuptools"} == ADDED | OF_PYDANTIC


def test_a_page_is_served_without_the_repository(python: Path, tmp_path: Path) -> None:
    (tmp_path / "counter.py").write_text(COUNTER, encoding="utf-8")
    command = [str(python), "-W", "error", "-m", "domsync", "run", "counter.py", "--port=0"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=children.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            address = re.search(r"http://\S+", process.stdout.readline())
            assert address is not None, process.communicate()
            with urlopen(address[0], timeout=60) as answer:
                page = answer.read().decode()
            assert "Count: 0" in page
            script = re.search(r'src="\./([^"]+\.js)"', page)
            assert script is not None
            with urlopen(f"{address[0]}/{script[1]}", timeout=60) as answer:
                assert answer.status == 200
        finally:
            process.terminate()
            _, complaints = process.communicate(timeout=60)
    # That a machine is busy is no fault of the program's.
    faults = [line for line in complaints.splitlines() if "held the event loop up" not in line]
    assert (process.returncode, faults) == (0, [])


def test_the_gallery_needs_nothing_more(python: Path, tmp_path: Path) -> None:
    command = [str(python), "-W", "error", "-m", "domsync", "gallery", "--port=0"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=children.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            address = re.search(r"http://\S+", process.stdout.readline())
            assert address is not None, process.communicate()
            with urlopen(address[0], timeout=60) as answer:
                start = answer.read().decode()
            families = set(re.findall(r'ds-nav-link" href="/([a-z]+)"', start))
            assert {"buttons", "prose", "media", "libraries", "chat"} <= families
            for family in families:
                with urlopen(f"{address[0]}/{family}", timeout=60) as answer:
                    page = answer.read().decode()
                assert "domsync-error" not in page, family
                assert ("It is not installed" in page) == (family in {"prose", "media", "libraries", "chat"})
        finally:
            process.terminate()
            _, complaints = process.communicate(timeout=60)
    # That a machine is busy is no fault of the program's.
    faults = [line for line in complaints.splitlines() if "held the event loop up" not in line]
    assert (process.returncode, faults) == (0, [])


def test_what_is_needed_is_listed_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "sbom.json"
    run(sys.executable, "tools/write_sbom.py", file)
    bom = json.loads(file.read_text(encoding="utf-8"))
    scopes: dict[str, set[str]] = {}
    brought: dict[str, list[str]] = {}
    for component in bom["components"]:
        name = component["name"].lower().replace("_", "-")
        scopes.setdefault(component["scope"], set()).add(name)
        brought[name] = [each["value"] for each in component["properties"] if each["name"] == "domsync:extra"]
    assert scopes["required"] == (ADDED | OF_PYDANTIC) - {"domsync"}
    assert {"redis", "uvicorn", "nh3", "webencodings"} <= scopes["optional"]
    assert brought["redis"] == ["redis"]
    assert brought["nh3"] == ["gallery", "html", "testing"]
    assert brought["msgspec"] == []
    assert not {"mypy", "ruff", "django", "hypothesis"} & brought.keys()
    root = bom["metadata"]["component"]
    assert (root["name"], root["type"]) == ("domsync", "library")
    needs = {each["ref"]: each["dependsOn"] for each in bom["dependencies"]}
    assert needs.keys() == {root["bom-ref"], *(component["bom-ref"] for component in bom["components"])}
    direct = {need.partition("==")[0].lower() for need in needs[root["bom-ref"]]}
    assert {"msgspec", "pydantic", "websockets", "redis", "playwright"} <= direct
    assert not {"numpy", "typing-extensions"} & direct


def test_every_extra_is_in_the_reference_with_what_it_brings() -> None:
    root = Path(__file__).parents[1]
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = {name: needs for name, needs in project["optional-dependencies"].items() if name != "dev"}
    table = (root / "docs" / "reference" / "extras.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"(?m)^\| `(\w+)` \| .* \| (.*) \|$", table))
    assert rows.keys() == extras.keys()
    for name, needs in extras.items():
        for need in needs:
            package, _, others = need.replace(">=", " ").partition("[")
            for one in others.rstrip("]").split(",") if others else [package]:
                assert re.search(rf"(?<![\w-]){re.escape(one)}(?![\w.])", rows[name]), f"{name} brings {one}"
    for need in project["dependencies"]:
        assert re.search(rf"\b{re.escape(need.replace('>=', ' '))}(?![\w]|\.\d)", table), need


def test_every_extra_that_is_named_exists() -> None:
    """In the documentation and in messages, such as `pip install domsync[redis]`."""
    root = Path(__file__).parents[1]
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    files = [root / "README.md", root / "CONTRIBUTING.md", *(root / "docs").rglob("*.md")]
    files += [*(root / "domsync").rglob("*.py"), *(root / "examples").rglob("*.py")]
    named = {
        extra: file.name
        for file in files
        for extras in re.findall(r"\bdomsync\[([a-z_,]+)\]", file.read_text(encoding="utf-8"))
        for extra in extras.split(",")
    }
    assert "redis" in named
    assert {extra: file for extra, file in named.items() if extra not in project["optional-dependencies"]} == {}


def test_an_audit_that_could_not_ask_does_not_say_that_all_is_well() -> None:
    known = {"name": "a", "version": "1", "vulns": []}
    unknown = {"name": "b", "skip_reason": "not found: b (2)"}
    weakness = {"id": "CVE-1", "fix_versions": ["3.1"]}
    weak = {"name": "c", "version": "3", "vulns": [weakness, weakness | {"fix_versions": []}]}
    assert report([known]) == (["1 packages were looked at, 0 weaknesses are known."], False)
    lines, is_weak = report([unknown, known, unknown])
    assert (is_weak, lines[-1]) == (False, "1 packages were looked at, 0 weaknesses are known.")
    assert lines[0].startswith("Nothing is known of 2 of 3 packages")
    assert "not found: b (2)" in lines[0]
    lines, is_weak = report([known, weak])
    assert is_weak
    assert lines[:2] == ["c 3: CVE-1, mended in 3.1", "c 3: CVE-1, mended in no version yet"]


@pytest.mark.parametrize(
    ("fails", "calls", "status"),
    [
        ([], ["test-modes", "test"], 0),
        ([1], ["test-modes", "test-modes again", "test"], 0),
        ([2], ["test-modes", "test", "test again"], 0),
        ([1, 2], ["test-modes", "test-modes again"], 2),
        ([2, 3], ["test-modes", "test", "test again"], 2),
    ],
)
def test_the_gate_runs_what_has_failed_once_more(
    fails: list[int], calls: list[str], status: int, tmp_path: Path
) -> None:
    make = tmp_path / "make"
    make.write_text(
        f"#!{sys.executable}\n"
        "import os, sys\n"
        "from pathlib import Path\n"
        "again = ' again' if '--last-failed' in os.environ.get('PYTEST_ARGS', '').split() else ''\n"
        "calls = Path(__file__).with_name('calls')\n"
        "with calls.open('a') as file: file.write(sys.argv[1] + again + '\\n')\n"
        f"sys.exit(2 if len(calls.read_text().splitlines()) in {fails} else 0)\n"
    )
    make.chmod(0o755)
    environment = children.environment(PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}", PYTEST_ARGS="")
    done = subprocess.run([ROOT / ".ci" / "run"], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, (tmp_path / "calls").read_text().splitlines()) == (status, calls)
    assert done.stdout.count("once more") == sum(call.endswith("again") for call in calls)


def test_the_gate_the_makefile_and_the_guide_say_the_same() -> None:
    """`.ci/run` makes what CONTRIBUTING says it does, and every target that is written of is there."""
    root = Path(__file__).parents[1]
    guide, gate = (root / "CONTRIBUTING.md").read_text(encoding="utf-8"), (root / ".ci" / "run").read_text("utf-8")
    targets = set(re.findall(r"(?m)^([a-z-]+):.*##", (root / "Makefile").read_text(encoding="utf-8")))
    assert re.findall(r"(?m)^checked make ([a-z-]+)$", gate) == ["test-modes", "test"]
    assert "`.ci/run` does this after `make test-modes`" in guide
    files = [root / "README.md", root / "CONTRIBUTING.md", *(root / "docs").rglob("*.md")]
    written = {
        (target, file.name)
        for file in files
        for target in re.findall(
            r"(?:`|^    |\$ )(?:[A-Z_]+=\S+ )?make ([a-z-]+)", file.read_text(encoding="utf-8"), re.MULTILINE
        )
    }
    assert {target for target, file in written if file == "CONTRIBUTING.md"} >= {"demo", "test", "test-modes", "bench"}
    assert {(target, file) for target, file in written if target not in targets} == set()
