"""Chat rooms with an assistant whose answers arrive word by word.

Serve it with `python examples/apps/chat.py`; open it in two windows, under two names. The assistant is a stand-in for a
language model: replace `model` with your own client. Its Markdown needs `pip install "domsync[markdown]"`.
"""

import asyncio
import os
from collections.abc import AsyncIterator

from pydantic import Field, PrivateAttr

from domsync import App, Child, Component, State
from domsync import html as h
from domsync import widgets as w
from domsync.events import SubmitEvent

HELPER = "Helper"
#: How long, in seconds, somebody who has stopped still counts as typing.
TYPING = 3.0

ANSWER = """{greeting} You have asked:

> {question}

I am **no model**, but I speak like one:

1. one word after the other,
2. in *Markdown*,
3. and I stop when I am told to.
{files}
```python
async for token in model(question):
    answer.append(token)
```
"""


async def model(question: w.Message) -> AsyncIterator[str]:
    """Answer a question, token by token."""
    files = [f"{file.name}, {len(file.data)} bytes" for file in question.files]
    text = ANSWER.format(
        greeting=f"Hello {question.author}!",
        question=question.text.replace("\n", "\n> "),
        files="\nI have read {}.\n".format(" and ".join(files)) if files else "",
    )
    for token in text.split(" "):
        await asyncio.sleep(0.03)
        yield f"{token} "


class Room(State):
    """The state that everyone in a room sees."""

    name: str
    topic: str
    helps: bool = False
    messages: list[w.Message] = []
    people: dict[str, int] = {}
    typing: list[str] = []

    _answering: asyncio.Task[None] | None = PrivateAttr(default=None)
    _typed: dict[str, asyncio.TimerHandle] = PrivateAttr(default_factory=dict)

    def enter(self, name: str) -> None:
        self.people = {**self.people, name: self.people.get(name, 0) + 1}

    def leave(self, name: str) -> None:
        left = {**self.people, name: self.people.get(name, 1) - 1}
        self.people = {one: windows for one, windows in left.items() if windows}
        self.rests(name)

    def types(self, name: str) -> None:
        """Show for a while that somebody is typing."""
        timer = self._typed.pop(name, None)
        if timer is not None:
            timer.cancel()
        self._typed[name] = asyncio.get_running_loop().call_later(TYPING, self.rests, name)
        if name not in self.typing:
            self.typing = [*self.typing, name]

    def rests(self, name: str) -> None:
        timer = self._typed.pop(name, None)
        if timer is not None:
            timer.cancel()
        if name in self.typing:
            self.typing = [other for other in self.typing if other != name]

    def say(self, message: w.Message) -> None:
        """Add a message. The assistant answers if it is listening, or if it is mentioned by name."""
        self.rests(message.author)
        self.messages.append(message)
        if self.helps or f"@{HELPER}".lower() in message.text.lower():
            self.answer(message)

    def answer(self, question: w.Message) -> None:
        """Answer a question. The room runs this, not the page of the user who asked, who may leave meanwhile."""
        self.stop()
        answer = w.Message(author=HELPER)
        self.messages.insert(self.messages.index(question) + 1, answer)
        self._answering = asyncio.get_running_loop().create_task(self.write(answer, question))

    async def write(self, answer: w.Message, question: w.Message) -> None:
        try:
            async for token in model(question):
                answer.append(token)
        except asyncio.CancelledError:
            answer.finish("stopped")
            raise
        except Exception:
            answer.finish("failed")
            raise
        answer.finish()

    def stop(self) -> None:
        if self._answering is not None:
            self._answering.cancel()

    def again(self, answer: w.Message) -> None:
        """Answer the question before this answer again."""
        at = self.messages.index(answer)
        self.messages.remove(answer)
        self.answer(self.messages[at - 1])

    def change(self, message: w.Message, text: str) -> None:
        """Replace the text of a message, and answer it."""
        message.text = text
        at = self.messages.index(message) + 1
        if at < len(self.messages) and self.messages[at].author == HELPER:
            del self.messages[at]
            self.answer(message)


ROOMS = {
    "helper": Room(name="Helper", topic="Ask whatever you like; it answers at once.", helps=True),
    "kitchen": Room(name="Kitchen", topic=f"Talk to each other; @{HELPER} joins in when you mention it."),
    "workshop": Room(name="Workshop", topic="What we are making, and what has broken."),
}


class Guest(State):
    """The user of one window."""

    name: str = ""


app = App(title="Rooms")


@app.layout("/")
class Shell(Component):
    guest: Guest = Field(default_factory=Guest)
    error: str = ""

    def render(self) -> Child:
        self.provide(self.guest)
        if not self.guest.name:
            return self.door()
        nav = [
            h.link(
                w.icon("hash"),
                h.span(room.name, class_="ds-nav-text"),
                h.span(len(room.people), class_="ds-badge ds-tone--neutral", title="people") if room.people else None,
                href=f"/rooms/{key}",
                class_="ds-nav-link",
            )
            for key, room in ROOMS.items()
        ]
        leave = w.button("Leave", kind="ghost", icon="log-out", on_click=self.leave)
        name = h.span(self.guest.name, style="overflow: hidden; text-overflow: ellipsis; white-space: nowrap")
        who = w.row(w.avatar(self.guest.name, size="small"), name, gap="small", wrap=False)
        return w.app_shell(self.outlet(), title="Rooms", nav=nav, actions=[who, leave])

    def door(self) -> Child:
        """The form that asks for a name."""
        fields = w.column(
            w.text_input("Your name", name="name", maxlength=30, error=self.error or False, autocomplete="nickname"),
            w.button("Come in", kind="primary", submit=True),
        )
        form = h.form(fields, on_submit=self.enter)
        return h.main(w.card(form, title="Rooms", level=1), style={"max-inline-size": "24rem", "margin": "10vh auto"})

    def enter(self, event: SubmitEvent) -> None:
        name = " ".join(event.get("name").split())[:30]
        self.error = ""
        if not name:
            self.error = "Please enter a name."
        elif name.lower() == HELPER.lower() or any(name in room.people for room in ROOMS.values()):
            self.error = f"The name {name} is taken."
        else:
            self.guest.name = name

    def leave(self) -> None:
        self.guest.name = ""


@app.page("/")
def start() -> Child:
    return w.empty_state(
        "Choose a room",
        icon="message-circle",
        actions=[h.link(room.name, href=f"/rooms/{key}", class_="ds-button") for key, room in ROOMS.items()],
        level=1,
    )


@app.page("/rooms/{room}", title="A room")
class RoomPage(Component):
    room: str

    def render(self) -> Child:
        room = ROOMS.get(self.room)
        if room is None:
            return w.error_view("There is no such room", code=404, level=1)
        return Seat(room=room, name=self.use(Guest).name, key=self.room)


class Seat(Component):
    """One window of a user in a room."""

    room: Room
    name: str

    def mounted(self) -> None:
        self.room.enter(self.name)

    def unmounted(self) -> None:
        self.room.leave(self.name)

    def render(self) -> Child:
        room, others = self.room, [name for name in self.room.people if name != self.name]
        here = f"Also here: {', '.join(others)}" if others else "Nobody else is here."
        return [
            w.page_header(room.name, subtitle=f"{room.topic} {here}"),
            w.chat(
                room.messages,
                me=self.name,
                on_send=room.say,
                on_stop=room.stop,
                on_regenerate=room.again,
                on_edit=room.change,
                on_typing=self.types,
                typing=[name for name in room.typing if name != self.name],
                suggestions=["What can you do?", "Write a loop"] if room.helps and not room.messages else [],
                attachments=True,
                label=f"Messages in {room.name}",
                empty=w.empty_state("No messages yet", icon="message-circle"),
                style={"block-size": "calc(100dvb - 12rem)", "min-block-size": "22rem"},
            ),
        ]

    def types(self) -> None:
        self.room.types(self.name)


if __name__ == "__main__":
    app.run(port=int(os.environ.get("PORT", "8000")))
