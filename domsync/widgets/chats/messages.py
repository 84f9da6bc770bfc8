"""One message of a chat, which may be read while it is streamed."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import secrets
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from domsync import State
from domsync.errors import DomsyncError

Status: TypeAlias = Literal["done", "writing", "stopped", "failed"]
#: The minimum number of seconds between two updates of a growing text.
INTERVAL = 0.05


class MessageStoppedError(DomsyncError, RuntimeError):
    """Somebody has stopped the message that is being written.

    It ends the loop that writes the message. In a function that a chat has called, it need not be caught.

    Args:
        author: The author of the message.
    """

    def __init__(self, author: str) -> None:
        super().__init__(author)
        self.author = author

    def __str__(self) -> str:
        return f"the message of {self.author or 'nobody'} was stopped; message.text = '' begins it anew"


class Attachment(BaseModel):
    """A file that was sent with a message.

    Attributes:
        name: Its name, without folders.
        type: Its MIME type, as guessed by the browser.
        data: Its bytes.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    name: str
    type: str = ""
    data: bytes = Field(default=b"", repr=False)


class Run:
    """One call of a function of the program: the messages that it writes are finished when it ends.

    Args:
        owner: The component that is rendered again when it begins to write; None for none.
    """

    def __init__(self, owner: Any) -> None:
        self.owner = owner
        self.messages: list[Message] = []
        self.is_stopped = False
        #: Whether it has ended. A task that it has started may outlive it, and then finishes its message itself.
        self.is_over: bool = False

    def writes(self, message: Message) -> None:
        """Note that it writes a message."""
        if message not in self.messages:
            self.messages.append(message)
            # The message may be in a list that was changed in place.
            if self.owner is not None:
                self.owner.refresh()

    def end(self, status: Status) -> None:
        """Finish the messages that it was writing.

        Args:
            status: Their final status.
        """
        self.is_over = True
        for message in self.messages:
            if message.status == "writing":
                message.finish(status)


#: The run that the executing code belongs to, also in threads that it has started.
current_run: ContextVar[Run | None] = ContextVar("current_run", default=None)


class Message(State):
    """A message in a chat: a State, so everybody who sees it sees it change.

    >>> answer = w.Message(author="Assistant")
    >>> async for token in model.stream(question.text):
    ...     answer.append(token)

    Attributes:
        text: Its text, in Markdown.
        author: The name of its author.
        files: The attached files.
        status: `done`; `writing` from the first `append` on; `stopped`, `failed`.
        time: When it was written; None shows no time.
        id: Identifies the message.
    """

    text: str = ""
    author: str = ""
    files: list[Attachment] = []
    status: Status = "done"
    time: datetime.datetime | None = Field(default_factory=lambda: datetime.datetime.now(datetime.UTC))
    id: str = Field(default_factory=lambda: secrets.token_hex(6))

    #: The part of the text that has been shown, when that was, and the timer that will show the rest.
    _shown: str = PrivateAttr(default="")
    _shown_at: float = PrivateAttr(default=0.0)
    _timer: asyncio.TimerHandle | bool | None = PrivateAttr(default=None)
    _loop: asyncio.AbstractEventLoop | None = PrivateAttr(default=None)

    if not TYPE_CHECKING:

        def __new__(cls, *given: object, **fields: object) -> Message:
            """Refuse positional arguments, because pydantic's own message does not tell what to write instead."""
            if given:
                raise TypeError(
                    f'w.Message() takes its text by name: Message(text="...", author="..."), not {given[0]!r}'
                )
            return super().__new__(cls)

    def model_post_init(self, context: Any, /) -> None:
        """Remember the event loop, for threads that write."""
        super().model_post_init(context)
        with contextlib.suppress(RuntimeError):
            self._loop = asyncio.get_running_loop()

    def append(self, text: str) -> None:
        """Add to the text. Pages are updated at most 20 times a second, however often this is called.

        It may be called from a thread.

        Args:
            text: The text to add.

        Raises:
            MessageStoppedError: Somebody has stopped it.
            TypeError: It is not a string.
        """
        if not isinstance(text, str):
            raise TypeError(f"append() takes a text, not {type(text).__name__}: {text!r:.80}")
        run = current_run.get()
        if run is not None and not run.is_over:
            run.writes(self)
        elif run.is_stopped if run is not None else self.status == "stopped":
            raise MessageStoppedError(self.author)
        if self.status != "writing":
            self.status = "writing"
        # Not assigned, because that would render its readers for each token. `_publish` assigns it.
        self.__dict__["text"] = self.__dict__["text"] + text
        self._schedule()

    def finish(self, status: Status = "done") -> None:
        """Finish the message. Those that a chat's `on_send` has appended to are finished when it ends.

        Args:
            status: The final status.
        """
        if isinstance(self._timer, asyncio.TimerHandle):
            self._timer.cancel()
        self._timer = None
        if self.__dict__["text"] != self._shown:
            self._publish()
        self.status = status

    def _schedule(self) -> None:
        if self._timer is not None:
            return
        try:
            self._loop = asyncio.get_running_loop()
        except RuntimeError:
            if self._loop is None or self._loop.is_closed():
                self._publish()
                return
            self._timer = True
            self._loop.call_soon_threadsafe(self._wait)
        else:
            self._wait()

    def _wait(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer = loop.call_at(max(loop.time(), self._shown_at + INTERVAL), self._due, loop)

    def _due(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = None
        self._shown_at = loop.time()
        self._publish()

    def _publish(self) -> None:
        text = self.__dict__["text"]
        # Restore the text that was shown, so that the assignment is a change for observers of the field.
        self.__dict__["text"] = self._shown
        self._shown = text
        self.text = text
