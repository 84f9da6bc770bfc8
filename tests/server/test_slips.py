"""Slips in setting up an app: each is refused by a message that names it and says what to write."""

import asyncio
import socket
from collections.abc import Callable
from typing import Any

import pytest

from domsync import App, Child, Component, DomsyncServer, Limits, Session
from domsync import html as h


class Home(Component):
    def render(self) -> Child:
        return h.p("Home")


async def nobody(*_: object) -> None: ...


def made(**options: Any) -> Callable[[], object]:
    return lambda: App(Home, **options)


app: Any = App()

SLIPS: list[tuple[Callable[[], object], type[Exception], str]] = [
    (
        lambda: app.page(Home),
        TypeError,
        '; write @app.page("/path") above',
    ),
    (lambda: app.layout(Home), TypeError, "a path must be a string"),
    (lambda: app.get(nobody), TypeError, "a path must be a string"),
    (
        lambda: app.every(nobody),
        TypeError,
        "app.every takes a time in seconds, as in @app.every(1), not <function nobody",
    ),
    (made(css={"p": "red"}), TypeError, "css must be the text of a stylesheet"),
    (made(head="<meta>"), TypeError, "head must be HTML vouched for with unsafe_html(...), not '<meta>'"),
    (
        made(policy="img-src *"),
        TypeError,
        'policy must map directives to lists of sources, {"img-src": ["https://..."]}',
    ),
    (made(policy={"image-src": ["https://x.example"]}), ValueError, "did you mean 'img-src'?"),
    (
        made(limits=Limits()),
        TypeError,
        "limits takes ServerLimits(...), with the limits of a session in session=, not Limits(",
    ),
    (made(sessions=Session), TypeError, "sessions takes True or SessionOptions(model=...), not <class"),
]


@pytest.mark.parametrize(("slip", "kind", "text"), SLIPS, ids=[text for _, _, text in SLIPS])
def test_a_slip_is_named_with_the_way_out(slip: Callable[[], object], kind: type[Exception], text: str) -> None:
    with pytest.raises(kind) as caught:
        slip()
    assert text in str(caught.value)


def test_directives_that_nobody_knows_yet_pass() -> None:
    App(Home, policy={"quantum-src": ["https://x.example"], "child-src": ["https://x.example"]})


@pytest.mark.parametrize(
    ("run", "instead"),
    [
        (lambda: App(Home).run(port=0), "await app.serve()"),
        (lambda: DomsyncServer(nobody, "127.0.0.1", 0).run(), "await server.serve()"),
    ],
    ids=["App", "DomsyncServer"],
)
async def test_run_on_an_event_loop_says_what_to_write_there(run: Callable[[], object], instead: str) -> None:
    with pytest.raises(
        RuntimeError,
        match=r"as in a notebook or an async function; write `" + instead.replace("(", r"\(").replace(")", r"\)"),
    ):
        run()


async def test_a_port_that_is_taken_is_said_with_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match="in use") as caught:
            await App(Home).serve(port=port)
    assert caught.value.__notes__ == [
        f"Another program listens on port {port}: end it, or give another one; 0 takes a free one."
    ]


async def test_a_background_task_that_is_no_async_function_is_named(caplog: pytest.LogCaptureFixture) -> None:
    background = App(Home)

    @background.background  # type: ignore[arg-type]
    def plain() -> None: ...

    await background.serve(port=0)
    await asyncio.sleep(0)
    await background.close()
    assert "app.background takes an async function, and" in caplog.text
    assert "plain is not one; to call it repeatedly, use @app.every(seconds)" in caplog.text
