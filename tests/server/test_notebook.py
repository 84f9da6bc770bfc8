"""An app in the cell of a notebook, whose event loop it runs in; and what completion offers there."""

import re
from typing import Any

import domsync
from domsync import App, Component
from domsync import html as h
from tests.server.app_support import Served


class Hello(Component):
    def render(self) -> Any:
        return h.p("Hello")


async def test_a_cell_shows_the_app() -> None:
    app = App(Hello)
    assert "await app.serve(port=0)" in app._repr_html_()
    port = await app.serve(port=0)
    try:
        served = Served(app, port)
        _, headers, _ = await served.get()
        assert re.search(r"frame-ancestors 'self';|frame-ancestors 'self'$", headers["content-security-policy"])
        shown = app._repr_html_()
        assert f'<iframe src="http://127.0.0.1:{port}/"' in shown
        # And the page lets itself be shown there.
        _, headers, text = await served.get()
        assert "frame-ancestors 'self' http://localhost:* http://127.0.0.1:*" in headers["content-security-policy"]
        assert "Hello" in text
    finally:
        await app.close()
    assert "<iframe" not in app._repr_html_()


def test_completion_offers_all_public_names() -> None:
    assert set(domsync.__all__) <= set(dir(domsync))
    for name in domsync.__all__:
        assert getattr(domsync, name) is not None
    assert not [name for name in dir(domsync) if name.startswith("_") and name != "__version__"]
