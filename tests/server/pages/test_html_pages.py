"""Pages of hand-written HTML: what is put in, what their policy lets run, and apps that evaluate."""

import base64
import hashlib
import re
from pathlib import Path

import pytest

from domsync import App, Child, Component
from domsync import html as h
from domsync.server.pages.html_pages import HtmlPage
from tests.server.app_support import served

WHOLE = """<!DOCTYPE html>
<html lang="de">
<head>
<title>Grüße</title>
<!-- <script>no script</script> -->
<script src="https://example.org/a.js"></script>
<SCRIPT
  type="module">const text = "<script>";</SCRIPT>
</head>
<body onload="start()">
<button onclick="say(&quot;x&quot;)">Go</button>
</body>
</html>
"""


@pytest.mark.parametrize(
    ("html", "rendered"),
    [
        ("", "HB"),
        ("only text", "Honly textB"),
        ("<!doctype html><p>x", "<!doctype html>H<p>xB"),
        ("<!doctype html>\n<html>\n<p>x</p></html>", "<!doctype html>\n<html>H\n<p>x</p></html>B"),
        ("<html><head lang=x><body><p></body></html>", "<html><head lang=x>H<body><p>B</body></html>"),
        ("<script>a</script>", 'H<script nonce="N">a</script>B'),
        ("<head></head><header></header>", "<head>H</head><header></header>B"),
        ("ä\n\n<head>\n😀<script\n>", 'ä\n\n<head>H\n😀<script nonce="N"\n>B'),
    ],
)
def test_where_things_are_put_in(html: str, rendered: str) -> None:
    assert HtmlPage(html).render("N", "H", "B") == rendered


def test_scripts_get_the_nonce_and_what_looks_like_one_does_not() -> None:
    page = HtmlPage(WHOLE)
    html = page.render("N", "", "")
    assert html.count("nonce") == 2
    assert '<script nonce="N" src="https://example.org/a.js">' in html
    assert '<SCRIPT nonce="N"\n  type="module">const text = "<script>";' in html
    assert page.handlers == {"start()", 'say("x")'}
    assert html.replace(' nonce="N"', "") == WHOLE


async def test_a_page_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(WHOLE, encoding="utf-8")
    app = App()
    app.html_page("/", file)
    app.html_page("/rooms/{name}", file)
    app.html_page("/open", file, policy="script-src 'nonce-{nonce}'")
    app.html_page("/free", file, policy="")
    async with served(app) as site:
        status, headers, text = await site.get("/")
        assert status == 200
        assert headers["content-type"] == "text/html; charset=utf-8"
        policy = headers["content-security-policy"]
        found = re.search(r"'nonce-([^']+)'", policy)
        assert found is not None
        assert text.count(f'nonce="{found[1]}"') == text.count("nonce=") > 3
        assert text.index("HANDLERS={}") < text.index("example.org")
        digest = base64.b64encode(hashlib.sha256(b'say("x")').digest()).decode()
        assert "'unsafe-hashes' 'sha256-" in policy
        assert f"'sha256-{digest}'" in policy
        assert "unsafe-eval" not in policy.replace("wasm-unsafe-eval", "")
        assert "evaluate.js" not in text
        assert (await site.get("/"))[1]["content-security-policy"] != policy
        async with site.connect(await site.load("/rooms/blue?x=1")):
            (client,) = app.clients()
            assert (client.request.path, client.request.query) == ("/rooms/blue", "x=1")
        assert re.fullmatch(r"script-src 'nonce-[\w-]+'", (await site.get("/open"))[1]["content-security-policy"])
        assert "content-security-policy" not in (await site.get("/free"))[1]
        file.write_text("<p>New</p>", encoding="utf-8")
        assert "<p>New</p>" in (await site.get("/"))[2]
        file.unlink()
        assert (await site.get("/"))[0] == 500


def test_files_that_cannot_be_pages(tmp_path: Path) -> None:
    app = App()
    with pytest.raises(ValueError, match="is not a file"):
        app.html_page("/", tmp_path / "none.html")
    bad = tmp_path / "bad.html"
    bad.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ValueError, match="is not UTF-8"):
        app.html_page("/", bad)
    bad.write_text("x")
    app.html_page("/", bad)
    with pytest.raises(ValueError, match="has a page already"):
        app.html_page("/", bad)


class Page(Component):
    def render(self) -> Child:
        return h.p("a page")


async def test_only_apps_that_allow_it_evaluate(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("<p>x")
    inner = App(Page)
    app = App(Page, allow_eval=True)
    app.html_page("/own", file)
    app.mount("/inner", inner)
    async with served(app) as site:
        for path in ("/", "/own"):
            _, headers, text = await site.get(path)
            policy = headers["content-security-policy"]
            assert " 'unsafe-eval'" in policy
            assert "trusted-types" not in policy
            assert "evaluate.js" in text
        _, headers, text = await site.get("/inner")
        assert "unsafe-eval" not in headers["content-security-policy"]
        assert "require-trusted-types-for 'script'" in headers["content-security-policy"]
        assert "evaluate.js" not in text
        async with site.visit("/") as (browser, _):
            (client,) = app.clients()
            client.eval_js("1 + 1")
            frame = await browser.until(lambda frame: frame[0] == 0 and frame[3] != [[16]])
            assert frame[3] == [[14, "_eval", {"script": "1 + 1"}]]
        async with site.visit("/inner"):
            (client,) = inner.clients()
            with pytest.raises(RuntimeError, match="allow_eval=True"):
                client.eval_js("1 + 1")
