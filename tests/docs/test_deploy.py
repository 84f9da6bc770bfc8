"""The container and the service of `howto/deploy.md` begin, are well, reload and end, as they are written there."""

import configparser
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

from tests import children
from tests.ports import free_port
from tests.redis_server import redis_server

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "howto" / "deploy.md").read_text(encoding="utf-8")
SHOP = """
from domsync import App, Component, html as h


class Shop(Component):
    def render(self):
        return h.p("The shop")


app = App(Shop)
app.health("/healthz")
app.get("/pid")(lambda: str(__import__("os").getpid()))
"""


def block(language: str) -> str:
    [found] = re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)
    return str(found)


def instructions() -> list[tuple[str, str]]:
    """The instructions of the Dockerfile, in order."""
    lines = block("dockerfile").replace("\\\n", " ").splitlines()
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in lines if line)]


def get(port: int, path: str, host: str = "127.0.0.1") -> str:
    with urlopen(Request(f"http://127.0.0.1:{port}{path}", headers={"Host": host}), timeout=30) as answer:
        return str(answer.read().decode())


@contextmanager
def started(command: list[str], folder: Path, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    # As `pip install` puts it: beside the interpreter.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=children.environment(**environment, PATH=path),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        assert process.stdout is not None
        told = b""
        while b"serves" not in told:
            line = process.stdout.readline()
            assert line, told.decode()
            told += line
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate()


def test_the_container(tmp_path: Path) -> None:
    steps = instructions()
    assert [name for name, _ in steps] == [
        *("FROM", "RUN", "COPY", "WORKDIR", "ENV", "USER", "EXPOSE", "HEALTHCHECK", "CMD"),
    ]
    given = dict(steps)
    version = re.fullmatch(r"python:(3\.\d+)-slim", given["FROM"])
    assert version
    assert f"Python :: {version[1]}" in (ROOT / "pyproject.toml").read_text(), "a Python that is supported"
    assert given["RUN"].split()[:2] == ["pip", "install"]
    assert given["RUN"].split()[-1] == "domsync"
    file, folder = given["COPY"].split()
    assert Path(folder) == Path(given["WORKDIR"])
    (tmp_path / file).write_text(SHOP)
    environment = dict(pair.split("=", 1) for pair in shlex.split(given["ENV"]))
    assert environment["DOMSYNC_PORT"] == given["EXPOSE"]
    # This machine has other things on that port.
    port = environment["DOMSYNC_PORT"] = str(free_port())
    check = json.loads(given["HEALTHCHECK"].removeprefix("CMD").replace(given["EXPOSE"], port))
    check[0] = sys.executable
    with started(json.loads(given["CMD"]), tmp_path, environment) as process:
        done = subprocess.run(check, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert "The shop" in get(int(port), "/", environment["DOMSYNC_HOSTS"])
        process.terminate()
        assert process.wait(30) == 0
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode != 0, "nobody is there any more"


def test_the_service(tmp_path: Path) -> None:
    unit = configparser.ConfigParser(interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(block("ini"))
    service = unit["Service"]
    (tmp_path / "shop.py").write_text(SHOP)
    environment = dict(pair.split("=", 1) for pair in shlex.split(service["Environment"]))
    port = environment["DOMSYNC_PORT"] = str(free_port())
    program, *arguments = shlex.split(service["ExecStart"])
    assert program.endswith("/.venv/bin/domsync")
    assert program.startswith(service["WorkingDirectory"])
    with redis_server() as redis:
        command = ["domsync", *(redis.url if part.startswith("redis:") else part for part in arguments)]
        with started(command, tmp_path, environment) as process:
            first = get(int(port), "/pid", "example.org")
            subprocess.run(shlex.split(service["ExecReload"].replace("$MAINPID", str(process.pid))), check=True)
            # All are replaced, one after the other; requests are answered all the while.
            seen = {first}
            for _ in range(3000):
                seen.add(get(int(port), "/pid", "example.org"))
                if len(seen) > int(arguments[arguments.index("--workers") + 1]):
                    break
                time.sleep(0.02)
            assert len(seen) > 4
            assert "The shop" in get(int(port), "/", "example.org")
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0


#: From https://www.freedesktop.org/software/systemd/man/latest/systemd.directives.html, what a service may need.
DIRECTIVES = {
    "Unit": {"Description", "Documentation", "After", "Wants", "Requires"},
    "Service": {
        *("User", "Group", "DynamicUser", "WorkingDirectory", "Environment", "EnvironmentFile", "ExecStart"),
        *("ExecReload", "LimitNOFILE", "Restart", "RestartSec", "TimeoutStopSec", "Type"),
    },
    "Install": {"WantedBy"},
}


def verified(text: str, folder: Path) -> str:
    """What is wrong with a unit: by the names of its directives, and by systemd itself where there is one."""
    unit = configparser.ConfigParser(interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(text)
    unknown = [key for section in unit.sections() for key in unit[section] if key not in DIRECTIVES[section]]
    if unknown or (analyze := shutil.which("systemd-analyze")) is None:
        return ", ".join(unknown)
    (folder / "shop.service").write_text(text)
    command = [analyze, "verify", "--man=no", str(folder / "shop.service")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_systemd_reads_the_service(tmp_path: Path) -> None:
    # What is not on this machine is not what is asked here.
    text = block("ini").replace("/srv/shop/.venv/bin/domsync", sys.executable).replace("/srv/shop", str(tmp_path))
    assert verified(text, tmp_path) == ""
    assert "LimitFILES" in verified(text.replace("LimitNOFILE", "LimitFILES"), tmp_path)
