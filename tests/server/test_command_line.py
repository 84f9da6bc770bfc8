"""The command line, and the environment variables that say the same."""

import asyncio
import re
import sys
from pathlib import Path

import pytest

from domsync import App
from domsync.__main__ import OPTIONS, main, parser
from tests import children
from tests.waiting import PATIENCE

ROOT = Path(__file__).parents[2]
APP = """
from domsync import App, Component, html as h

class Page(Component):
    def render(self):
        return h.p("Hello")

app = App(Page)
app.get("/who")(lambda request: [request.peer, request.prefix, request.url])
"""


@pytest.fixture
def target(tmp_path: Path) -> str:
    file = tmp_path / "an_app.py"
    file.write_text(APP)
    return str(file)


def test_the_help_shows_an_environment_variable_for_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["run", "--help"])
    text = re.sub(r"\s+", " ", capsys.readouterr().out)
    shown = set(re.findall(r"--([a-z-]+)", text)) - {"help"}
    assert shown == {option.name for option in OPTIONS}
    for option in OPTIONS:
        assert f"(${option.variable}" in text


def test_every_variable_is_read_and_the_command_line_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = parser().parse_args(["run", "x"])
    for option in OPTIONS:
        text = {"flag": "yes", "number": "7", "list": "a, b,"}.get(option.kind, "text")
        value = {"flag": True, "number": 7, "list": ["a", "b"]}.get(option.kind, "text")
        assert option.read(nothing, {option.variable: text}) == value
        assert option.read(nothing, {}) is None
    given = parser().parse_args(["run", "x", "--port", "1", "--host-name", "a", "--host-name", "b"])
    by_name = {option.name: option for option in OPTIONS}
    assert by_name["port"].read(given, {"DOMSYNC_PORT": "2"}) == 1
    assert by_name["host-name"].read(given, {"DOMSYNC_HOSTS": "c"}) == ["a", "b"]


@pytest.mark.parametrize(
    ("options", "variables", "text"),
    [
        ([], {"DOMSYNC_PORT": "eighty"}, "DOMSYNC_PORT must be a number, not 'eighty'"),
        ([], {"DOMSYNC_PRODUCTION": "maybe"}, "DOMSYNC_PRODUCTION must be 1 or 0, not 'maybe'"),
        (["--host-name", "http://x"], {}, "'http://x' is not a host name"),
        (["--trusted-proxy", "x"], {}, "'x' is not the address of a proxy"),
        (["--root-path", "shop"], {}, "a root path must begin with a slash"),
    ],
)
def test_mistakes_are_said_in_one_line(
    options: list[str],
    variables: dict[str, str],
    text: str,
    target: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert main(["run", target, *options]) == 2
    said = capsys.readouterr().err
    assert text in said
    assert said.count("\n") == 1


async def get(port: int, path: str, host: str) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        f"GET {path} HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-For: 203.0.113.7\r\nConnection: close\r\n\r\n".encode()
    )
    answer = (await reader.read()).decode()
    writer.close()
    await writer.wait_closed()
    return answer


@pytest.mark.parametrize("way", ["options", "variables"])
async def test_an_app_is_served_as_was_said_outside_of_it(way: str, target: str, tmp_path: Path) -> None:
    said = {
        "port": ("DOMSYNC_PORT", "0"),
        "production": ("DOMSYNC_PRODUCTION", "1"),
        "host-name": ("DOMSYNC_HOSTS", "example.org"),
        "trusted-proxy": ("DOMSYNC_TRUSTED_PROXIES", "127.0.0.1"),
        "root-path": ("DOMSYNC_ROOT_PATH", "/shop"),
        "access-log": ("DOMSYNC_ACCESS_LOG", "1"),
        "store": ("DOMSYNC_STORE", f"sqlite:///{tmp_path / 'pages.db'}"),
    }
    options: list[str] = []
    environment = children.environment(PYTHONUNBUFFERED="1")
    for name, (variable, value) in said.items():
        if way == "variables":
            environment[variable] = value
        else:
            options += [f"--{name}", *([] if name in ("production", "access-log") else [value])]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "domsync", "run", target, *options),
        env=environment,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        line = (await asyncio.wait_for(process.stdout.readline(), PATIENCE)).decode()
        port = int(line.rpartition(":")[2])
        assert '["203.0.113.7","/shop","http://example.org/shop/who"]' in await get(port, "/shop/who", "example.org")
        assert (tmp_path / "pages.db").exists()
        refused = await get(port, "/", "evil.example")
        assert "403" in refused.split("\r\n")[0]
        assert "--host-name" not in refused
    finally:
        process.terminate()
        _, errors = await process.communicate()
    assert process.returncode == 0
    assert "domsync.access INFO GET /shop/who 200" in errors.decode()


def test_the_standalone_server_says_what_it_cannot_serve(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mounting_app.py"
    file.write_text(
        "from domsync import App\napp = App()\nasync def api(scope, receive, send): ...\napp.mount('/api', api)\n"
    )
    assert main(["run", str(file)]) == 2
    assert (
        "the ASGI application at '/api' needs an ASGI server: pip install uvicorn, then run uvicorn"
        in capsys.readouterr().err
    )


async def test_so_does_a_program_that_serves_itself() -> None:
    async def api(scope: object, receive: object, send: object) -> None:
        """Answer nothing."""

    inner, app = App(), App()
    inner.mount("/api", api)
    app.mount("/inner", inner)
    with pytest.raises(
        RuntimeError, match=r"the ASGI application at '/inner/api' needs an ASGI server: .* uvicorn MODULE:app"
    ):
        await app.serve("127.0.0.1", 0)


def test_what_a_page_costs_is_said(target: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["memory", target, "/", "--pages", "3"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"/: \d+ KiB a page with \d+ nodes; a connection is some 16 KiB more", told[0])
    assert any(line.endswith("domsync/server/pages/served_visit.py") for line in told)
    assert re.fullmatch(r"asleep: \d+\.\d KiB a page", told[-1])
    assert main(["memory", target, "/nowhere"]) == 2
    assert "/nowhere answers with the status 404" in capsys.readouterr().err
