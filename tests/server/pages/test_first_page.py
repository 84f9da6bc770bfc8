"""What a page's first HTML holds and does not hold, and who is told."""

import logging
from typing import Any

import pytest

from domsync import App, Child, Component
from domsync import html as h
from domsync.dom.checks.names import MATHML, SVG
from tests.server.app_support import served


class Nested(Component):
    def render(self) -> Child:
        return h.main(
            h.p("a", h.div("b")),
            h.p("c"),
        )


@pytest.mark.parametrize("development", [True, False])
async def test_what_the_parser_reads_otherwise_is_named_at_its_line(
    development: bool, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "domsync"):
        async with served(App(Nested, development=development)) as app:
            loaded = await app.load("/")
            await app.load("/")
    assert "<main><p></p><p>c</p></main>" in loaded.text
    told = [record.getMessage() for record in caplog.records if "an HTML parser" in record.getMessage()]
    line = Nested.render.__code__.co_firstlineno + 2
    assert len(told) == development
    assert all(f"{__file__}:{line}: <div> in <p>" in text for text in told)


async def test_mathml_is_mathml() -> None:
    def formula() -> Any:
        return h.element(
            "math", h.element("mfrac", h.element("mn", 1), h.element("mn", 3)), attributes={"display": "block"}
        )

    assert formula().namespace == formula().children[0].namespace == MATHML
    async with served(App(lambda: h.p("A part: ", formula()))) as app:
        loaded = await app.load("/")
        assert "<math><mfrac><mn>1</mn><mn>3</mn></mfrac></math>" in loaded.text.replace(' display="block"', "")


async def test_drawings_are_of_svg() -> None:
    def drawing() -> Any:
        fade = h.element("linearGradient", attributes={"id": "fade"})
        return h.element("svg", fade, h.element("CIRCLE", attributes={"r": 3}), attributes={"viewBox": "0 0 9 9"})

    assert [made.namespace for made in (drawing(), *drawing().children)] == [SVG, SVG, SVG]
    # What HTML has too is HTML's.
    assert h.element("title").namespace is h.element("a").namespace is None
    async with served(App(lambda: h.p(drawing()))) as app:
        loaded = await app.load("/")
        assert '<svg viewBox="0 0 9 9"><linearGradient id="fade"></linearGradient><circle r="3"></circle></svg>' in (
            loaded.text
        )
