"""Messages between pages in process: they arrive at `page.messages`."""

from domsync import App, CallFailed, Child, Client, Component
from domsync import html as h
from domsync.testing import render_page


class Board(Component):
    def render(self) -> Child:
        return h.p("Board")


def board() -> App:
    app = App(Board)

    @app.on("say")
    def say(client: Client, text: str) -> None:
        client.add_to_group("speakers")
        app.broadcast("said", text=text)
        app.broadcast("thanks", group="speakers")

    @app.on("ask")
    async def ask(client: Client) -> None:
        try:
            await client.call_js("name")
        except CallFailed as failed:
            client.send("unknown", reason=failed.reason)

    return app


def test_pages_send_and_get_messages() -> None:
    app = board()
    one, other = render_page(app), render_page(app)
    one.send_message("say", text="Hello")
    assert one.messages == [("said", {"text": "Hello"}), ("thanks", {})]
    assert other.messages == [("said", {"text": "Hello"})]
    assert len(app.clients()) == 2
    one.close()
    assert len(app.clients()) == 1


def test_a_page_in_process_runs_no_scripts() -> None:
    page = render_page(board())
    page.send_message("ask")
    assert page.messages == [("name", {}), ("unknown", {"reason": "no handler"})]
