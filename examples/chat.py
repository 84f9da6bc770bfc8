"""A chat made of messages alone: a page of plain HTML and JavaScript, and a few lines of Python.

Run it with `python examples/chat.py` and open http://127.0.0.1:8000 in several windows."""

from pathlib import Path

from domsync import App, Client

app = App(static=Path(__file__).with_name("static"))
app.html_page("/", Path(__file__).with_name("chat.html"))


@app.on("say")
def say(client: Client, name: str, text: str) -> None:
    app.broadcast("said", name=name, text=text)


@app.on("connect")
@app.on("disconnect")
def count(client: Client) -> None:
    app.broadcast("people", count=len(app.clients()))


if __name__ == "__main__":
    app.run()
