"""Files of client modules over both servers: addresses, names, what is served and what is not, the page's policy."""

from __future__ import annotations

import json
import re
from array import array
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from pydantic import Field

from domsync import App, ClientModule, Component, Shared
from domsync import html as h
from domsync.components.client_modules.addresses import ModuleNotServedError
from domsync.server.net.request import Request
from domsync.server.pages.modules import ModuleNames, module_response
from domsync.server.pages.visit import served_visit
from domsync.testing import render_page
from tests.server.net.servers import KINDS, serving_on


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A program's folder, with packages."""
    package = tmp_path / "node_modules" / "lib"
    other = tmp_path / "node_modules" / "@scope" / "other"
    for folder in (package / "dist", other):
        folder.mkdir(parents=True)
    exports = {
        ".": {"import": "./dist/index.mjs", "require": "./dist/index.cjs"},
        "./extra": "./dist/extra.js",
        "./*": "./*",
    }
    (package / "package.json").write_text(json.dumps({"exports": exports, "dependencies": {"@scope/other": "1"}}))
    (package / "dist" / "index.mjs").write_text('export * from "@scope/other";\n')
    (package / "dist" / "extra.js").write_text("export const more = 1;\n")
    (package / "style.css").write_text("p {}\n")
    (package / ".env").write_text("SECRET=1\n")
    (package / "build.py").write_text("SECRET = 1\n")
    (other / "package.json").write_text(json.dumps({"module": "main.js"}))
    (other / "main.js").write_text("export const text = 1;\n")
    (tmp_path / "own.js").write_text("export default { render() {} };\n")
    (tmp_path / "own.css").write_text("p {}\n")
    (tmp_path / "settings.json").write_text("{}\n")
    (tmp_path / "program.py").write_text("SECRET = 1\n")
    return tmp_path


def module(files: Path, **said: Any) -> type[ClientModule]:
    """A class of a module in these files."""
    return type(
        "Own", (ClientModule,), {"module": str(files / "own.js"), "__annotations__": {}, "__module__": __name__, **said}
    )


def imports(text: str) -> dict[str, str]:
    found = re.search(r'<script type="importmap" nonce="[\w-]+">(.*?)</script>', text)
    assert found is not None
    return json.loads(found[1])["imports"]  # type: ignore[no-any-return]


@pytest.mark.parametrize("kind", KINDS)
async def test_files_have_addresses_that_are_kept(kind: str, files: Path) -> None:
    own = module(files, css=(str(files / "own.css"),))
    app = App(lambda: h.main(own()))
    app.modules({"lib": files / "node_modules" / "lib", "icons/": files})
    async with serving_on(kind, app) as site:
        status, headers, text = await site.get("/")
        assert status == 200
        names = imports(text)
        assert names.keys() == {"lib", "lib/extra", "@scope/other", "icons/"}
        preloaded = re.findall(r'<link rel="modulepreload" nonce="[\w-]+" href="(.*?)">', text)
        assert [path.rpartition("/")[2] for path in preloaded] == ["modules.js", "own.js"]
        assert re.search(r'<link rel="stylesheet" href="\./_domsync/modules/.*/own\.css">', text)
        for address in (*preloaded, names["lib"], names["@scope/other"]):
            status, headers, _ = await site.get(address.removeprefix("."))
            assert (status, headers["content-type"]) == (200, "text/javascript; charset=utf-8"), address
            assert "immutable" in headers["cache-control"]
            assert headers["x-content-type-options"] == "nosniff"
        stale = re.sub(r"(modules/\w+)/\w+/", r"\1/0123456789abcdef/", names["lib"])
        status, headers, _ = await site.get(stale.removeprefix("."))
        assert (status, headers["cache-control"]) == (200, "no-cache")


def get(path: str) -> int:
    response = module_response(Request(path, "", headers={}, peer="127.0.0.1"))
    return 0 if response is None else response.status


def test_nothing_else_is_served(files: Path) -> None:
    names = ModuleNames()
    names.add({"lib": files / "node_modules" / "lib", "own": files / "own.js"})
    found: dict[str, str] = json.loads(names.import_map("/"))["imports"]
    lib, own = found["lib"].removesuffix("dist/index.mjs"), found["own"].removesuffix("own.js")
    assert [get(lib + name) for name in ("dist/index.mjs", "style.css", "package.json")] == [200, 200, 200]
    for name in (
        ".env",
        "build.py",
        "../lib/dist/index.mjs",
        "../../own.js",
        "dist",
        "",
        "%2e%2e/%2e%2e/own.js",
        "dist/../.env",
    ):
        assert get(lib + name) == 404, name
    assert [get(own + name) for name in ("own.js", "own.css")] == [200, 200]
    for name in ("program.py", "settings.json", "../own.js", "node_modules/lib/.env", "own.js%00.py", "own.js/"):
        assert get(own + name) == 404, name
    assert get("/_domsync/modules/nowhere/x/own.js") == 404
    assert get("/_domsync/other") == 0


def test_a_changed_file_has_another_address(files: Path) -> None:
    names = ModuleNames()
    names.add({"own": files / "own.js"})
    before = names.address(str(files / "own.js"), files)
    (files / "own.css").write_text("p { color: red }\n")
    from domsync.server.pages import modules

    for folder in modules._served.folders.values():
        folder._looked_at = -1e9
    assert names.address(str(files / "own.js"), files) != before


def test_names_that_are_not_there(files: Path) -> None:
    names = ModuleNames()
    for source, text in (
        (files / "missing.js", "no such file"),
        (("no-such-distribution", "x.js"), "no distribution 'no-such-distribution'"),
        (("pydantic", "no/such.js"), "no such file"),
    ):
        with pytest.raises(ValueError, match=text):
            names.add({"x": source})
    with pytest.raises(ValueError, match=r"has no package\.json"):
        names.add({"x": files})
    assert not names
    with pytest.raises(ModuleNotServedError, match=r"neither a name of app\.modules"):
        names.address("missing.js", files)


def test_a_file_of_an_installed_distribution(files: Path) -> None:
    names = ModuleNames()
    names.add({"typed": ("pydantic", "pydantic/version.py")})
    assert names.find("typed") is not None
    assert get(json.loads(names.import_map("/"))["imports"]["typed"]) == 404, "it is no script"


def policy_of(headers: dict[str, str]) -> dict[str, str]:
    return dict(part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";"))


@pytest.mark.parametrize("kind", KINDS)
async def test_only_pages_that_show_it_allow_what_it_needs(kind: str, files: Path) -> None:
    needs = {"trusted_html": ("lib",), "styles": "inline", "policy": {"img-src": ["https://tile.example"]}}
    own = module(files, **needs)
    shared = Shared(own)
    app = App(lambda: h.main("nothing"))
    app.modules({"lib": files / "node_modules" / "lib"})
    app.page("/own")(lambda: h.main(own()))
    app.page("/shared")(lambda: h.main(shared))
    app.page("/later", modules=[own])(lambda: h.main("later"))
    async with serving_on(kind, app) as site:
        _, headers, text = await site.get("/")
        assert "tile.example" not in headers["content-security-policy"]
        assert "'unsafe-inline'" not in headers["content-security-policy"]
        assert "domsync-trusted" not in text
        for path in ("/own", "/shared", "/later"):
            _, headers, text = await site.get(path)
            policy = policy_of(headers)
            assert policy["img-src"] == "'self' data: blob: https://tile.example", path
            assert policy["style-src"] == "'self' 'unsafe-inline'"
            assert policy["trusted-types"] == "default"
            [told] = re.findall(r'name="domsync-trusted" content="(.*?)"', text)
            [trusted] = json.loads(unescape(told))
            assert re.fullmatch(r"\./_domsync/modules/\w+/\w+/", trusted), "the library, and not the module"


def test_one_that_comes_when_the_page_does_not_allow_it_says_so(files: Path) -> None:
    own = module(files, styles="inline")

    class Late(Component):
        shown: bool = False

        def render(self) -> Any:
            return h.main(own() if self.shown else None)

    for announced in ([], [own]):
        app = App(development=True)
        app.page("/", modules=announced)(Late)
        page = render_page(app)
        page.component.shown = True
        page.advance(0)
        if announced:
            assert page.locator("main > div").module.values == {}
            continue
        [error] = page.errors
        page.errors.clear()
        assert "announce it with @app.page(..., modules=[Own])" in str(error)


class Wide(ClientModule):
    module = str(Path(__file__).parents[2] / "components" / "client_modules" / "counter.js")
    data: Any = Field(default_factory=lambda: array("d"))


@pytest.mark.parametrize("kind", KINDS)
async def test_many_bytes_come_as_a_message_of_their_own(kind: str) -> None:
    app = App(Wide)
    async with serving_on(kind, app) as site, site.visit("/") as (browser, _):
        [visit] = app.visits
        component = next(iter(served_visit(visit).scheduler.roots)).component
        data = array("d", range(1000))
        component.data = data
        attached = await browser.socket.recv()
        assert attached == data.tobytes()
        [number, _, _, [[code, node, [[path, value]]]]] = json.loads(await browser.socket.recv())
        assert (number, code, path, value) == (0, 19, ["data"], {"\0": ["f8", [0, 8000]]})
        assert node > 0
