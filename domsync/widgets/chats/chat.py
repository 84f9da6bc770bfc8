"""The chat: a conversation between people, or with a model that streams its answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from inspect import isawaitable
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from pydantic import Field, PrivateAttr

from domsync import Component, Element, Ref, Upload, VNode, act, on
from domsync import html as h
from domsync.components import Child, unique_id
from domsync.events import Source, SubmitEvent
from domsync.widgets.base import (
    Common,
    check_functions,
    check_lists,
    check_numbers,
    dressed,
    is_empty,
    is_listed,
    parted,
)
from domsync.widgets.chats.messages import Attachment, Message, MessageStoppedError, Run, Status, current_run
from domsync.widgets.display.clocks import relative_time
from domsync.widgets.feedback.alerts import cross
from domsync.widgets.icons import icon
from domsync.widgets.inputs.file_upload import size_text
from domsync.widgets.media.pictures import avatar
from domsync.widgets.prose.code_blocks import copy_button
from domsync.widgets.prose.markdown_blocks import MarkdownBlocks, Rules
from domsync.widgets.words import counted, word

if TYPE_CHECKING:
    from typing import Unpack

#: The default maximum size of a file that is kept in memory until its message is sent, in bytes.
MOST_BYTES = 5_000_000
#: Headings in messages are below those of the page.
_LEVEL = 3
#: The number of messages from the end that are searched for one that is being written.
_LOOKED_AT = 10
#: The default number of messages that are on the page initially, and that are added at a time.
PAGE_SIZE = 50


class _Followed(msgspec.Struct, frozen=True):
    """A report of whether the newest message is in view."""

    is_at_end: Annotated[bool, Source("detail")]


class MessageText(Component):
    """The text and state of a message: a component of its own, because only this is rendered while it is written."""

    message: Message
    is_markdown: bool

    _blocks: MarkdownBlocks | None = PrivateAttr(default=None)

    def render(self) -> Child:
        message = self.message
        shown: Child
        if not message.text:
            shown = dots(word("Writing")) if message.status == "writing" else None
        elif not self.is_markdown:
            shown = h.div(message.text, class_="ds-bubble ds-bubble--plain")
        else:
            if self._blocks is None:
                self._blocks = MarkdownBlocks(Rules(level=_LEVEL))
            shown = h.div(self._blocks.update(message.text), class_="ds-bubble ds-markdown")
        state = {"stopped": word("Stopped"), "failed": word("Something went wrong")}.get(message.status)
        return [shown, None if state is None else h.p(state, class_=["ds-help", f"ds-message-{message.status}"])]


class Bubble(Component):
    """One message of a chat."""

    message: Message
    mine: bool
    is_last: bool
    markdown: bool
    on_regenerate: Any = None
    on_edit: Any = None

    editing: bool = False
    _box: Ref[Element] = PrivateAttr(default_factory=Ref)
    _begun: bool = PrivateAttr(default=False)

    def render(self) -> VNode:
        message = self.message
        writes = message.status == "writing"
        author = message.author or word("Somebody")
        when = None if message.time is None else relative_time(message.time, class_="ds-help")
        name = unique_id("author")
        head = h.div(h.span(author, class_="ds-message-author", id=name), when, class_="ds-message-head")
        return h.article(
            None if self.mine else avatar(author, size="small", aria={"hidden": True}, role=None),
            h.div(
                head,
                self.editor()
                if self.editing
                else MessageText(message=message, is_markdown=self.markdown and not self.mine),
                [file_chip(file) for file in message.files],
                None if writes or self.editing else self.tools(),
                class_="ds-message-box",
            ),
            class_=["ds-message", self.mine and "ds-message--mine"],
            # `busy` makes screen readers wait until it is complete.
            aria={"labelledby": name, "busy": True if writes else None},
        )

    def tools(self) -> Child:
        """The buttons for actions on the message."""
        message = self.message
        if not message.text and message.status == "done":
            return None
        again, edit = None, None
        if self.on_regenerate is not None and self.is_last and not self.mine:
            again = tool("rotate-ccw", word("Answer again"), partial(self.on_regenerate, message))
        if self.on_edit is not None and self.mine:
            edit = tool("pencil", word("Edit"), self.edit)
        copies = copy_button(".ds-bubble", within=".ds-message")
        return h.div(copies if message.text else None, edit, again, class_="ds-message-tools")

    def editor(self) -> VNode:
        """The form in which it is edited."""
        return h.form(
            h.textarea(
                name="text",
                value=self.message.text,
                class_="ds-input ds-area ds-area--grows",
                aria={"label": word("Edit")},
                ref=self._box,
                on_keydown=[
                    on(act.submit(), key="Enter", prevent_default=True),
                    on(self.leave, key="Escape", prevent_default=True),
                ],
            ),
            h.div(
                h.button(word("Cancel"), type="button", class_="ds-button ds-button--small", on_click=self.leave),
                h.button(word("Send"), type="submit", class_="ds-button ds-button--small ds-button--primary"),
                class_="ds-actions",
            ),
            class_="ds-message-editor",
            on_submit=self.save,
        )

    def edit(self) -> None:
        self.editing = self._begun = True

    def leave(self) -> None:
        self.editing = False

    def save(self, event: SubmitEvent) -> object:
        """Pass the new text to the program."""
        text = event.get("text").strip()
        self.editing = False
        return self.on_edit(self.message, text) if text else None

    def updated(self) -> None:
        begun, self._begun = self._begun, False
        if begun and self.editing:
            self._box.element.focus()


class Chat(Component):
    """The component that `chat` makes: see there."""

    #: A list of messages, which may be one that a State observes.
    messages: Any
    on_send: Any
    me: str = ""
    on_stop: Any = None
    on_regenerate: Any = None
    on_edit: Any = None
    on_typing: Any = None
    typing: Sequence[str] = ()
    suggestions: Sequence[str] = ()
    attachments: bool | str = False
    max_bytes: int = MOST_BYTES
    placeholder: str | None = None
    label: str | None = None
    empty: Child = None
    markdown: bool = True
    page_size: int = PAGE_SIZE
    attributes: dict[str, Any] = {}

    uploads: list[Upload] = []
    running: int = Field(default=0, exclude=True)
    #: The oldest message on the page, and the first one that was not requested: their indexes and ids.
    _oldest: tuple[int, str] | None = PrivateAttr(default=None)
    _first_own: tuple[int, str] | None = PrivateAttr(default=None)
    #: Whether earlier messages are being read, so that none of them is removed.
    _is_read: bool = PrivateAttr(default=False)
    _was_pressed: bool = PrivateAttr(default=False)
    _data: dict[int, bytes] = PrivateAttr(default_factory=dict)
    _runs: list[tuple[Run, asyncio.Future[Any]]] = PrivateAttr(default_factory=list)
    _log: Ref[Element] = PrivateAttr(default_factory=Ref)
    _box: Ref[Element] = PrivateAttr(default_factory=Ref)

    def render(self) -> VNode:
        first = self.first_shown()
        own = max(first, self.place_of(self._first_own) or 0)
        # Earlier messages are added outside the live region, so that they are not announced as new.
        before = (
            h.div(self.bubbles(first, own), class_="ds-chat-earlier", aria={"live": "off"}) if own > first else None
        )
        bubbles = self.bubbles(own, len(self.messages))
        is_partial = len(self.messages) > self.page_size
        newest = h.button(
            icon("arrow-down"),
            type="button",
            class_="ds-button ds-button--icon ds-chat-newest",
            aria={"label": word("To the newest message")},
            on_click=act.scroll_to(-1, of=self._log),
        )
        log = h.div(
            h.div(
                self.more(first) if first else None,
                before,
                bubbles or (None if is_empty(self.empty) else h.div(self.empty, class_="ds-chat-empty")),
                class_="ds-chat-messages",
            ),
            h.div(newest, class_="ds-chat-below"),
            class_="ds-chat-log",
            role="log",
            tabindex=0,
            aria={"label": self.label or word("Messages")},
            data={"ds-earlier": first} if is_partial else None,
            events={"ds-earlier": self.show_earlier, "ds-follow": self.followed} if is_partial else None,
            ref=self._log,
        )
        status = h.div(self.who_types(), class_="ds-chat-status", role="status")
        return h.div(log, status, self.composer(), **dressed(self.attributes, "ds-chat"))

    def bubbles(self, first: int, end: int) -> list[Bubble]:
        """Some of the messages.

        Args:
            first: The index of the first one.
            end: The index after the last one.
        """
        me, last = self.me or word("You"), len(self.messages) - 1
        return [
            Bubble(
                message=message,
                mine=message.author == me,
                is_last=place == last,
                markdown=self.markdown,
                on_regenerate=None if self.on_regenerate is None else self.regenerate,
                on_edit=None if self.on_edit is None else self.change,
                key=message.id,
            )
            for place, message in enumerate(islice(self.messages, first, end), first)
        ]

    def place_of(self, mark: tuple[int, str] | None) -> int | None:
        """Find the index of a message; None if it no longer exists.

        Args:
            mark: Its old index, and its id.
        """
        if mark is None:
            return None
        at, id = mark
        if at < len(self.messages) and self.messages[at].id == id:
            return at
        return next((place for place, message in enumerate(self.messages) if message.id == id), None)

    def mark_of(self, place: int) -> tuple[int, str]:
        """Return the index and the id of a message, by which it is found even after others were inserted before it."""
        return place, self.messages[place].id

    def first_shown(self) -> int:
        """The index of the oldest message on the page.

        It stays while messages arrive, until there are twice as many as initially and the end is in view.
        """
        count, first = len(self.messages), self.place_of(self._oldest)
        if first is None or (not self._is_read and count - first > 2 * self.page_size):
            first = max(count - self.page_size, 0)
            self._first_own = None
        self._oldest = self.mark_of(first) if count else None
        return first

    def more(self, hidden: int) -> VNode:
        """The button that shows earlier messages.

        Args:
            hidden: The number of earlier messages.
        """
        text = counted("Show {count} earlier message", "Show earlier messages ({count})", hidden)
        return h.button(
            text, type="button", class_="ds-button ds-button--small ds-chat-more", on_click=self.press, key="more"
        )

    def show_earlier(self) -> None:
        """Show earlier messages; the log is scrolled from its end, so nothing moves."""
        first = self.place_of(self._oldest)
        if not first:
            return
        self._first_own = self._first_own or self._oldest
        self._oldest, self._is_read = self.mark_of(max(first - self.page_size, 0)), True
        self.refresh()

    def press(self) -> None:
        """Show earlier messages after a press of the button, which has the focus."""
        self._was_pressed = True
        self.show_earlier()

    def updated(self) -> None:
        was_pressed, self._was_pressed = self._was_pressed, False
        if was_pressed and self._log.current is not None and self._oldest is not None and not self._oldest[0]:
            # The button is gone, because there are no more messages.
            self._log.element.focus({"preventScroll": True})

    def followed(self, event: _Followed) -> None:
        """Note that the newest message has come into view or left it."""
        self._is_read = not event.is_at_end
        if event.is_at_end:
            self.refresh()

    def who_types(self) -> Child:
        """The line that tells who is writing."""
        names = list(self.typing)
        if not names:
            return None
        said = word("{name} is typing", name=names[0])
        if len(names) > 1:
            said = word("{names} are typing", names=", ".join(names[:3]) + (" ..." if len(names) > 3 else ""))
        return [dots(), said]

    def composer(self) -> VNode:
        """The form for new messages."""
        limits: dict[str, Any] = {"max_bytes": self.max_bytes, "refused": True}
        attach = None
        if self.attachments:
            attach = h.label(
                icon("paperclip"),
                h.input(
                    type="file",
                    class_="ds-sr",
                    multiple=True,
                    accept=self.attachments if isinstance(self.attachments, str) else None,
                    on_upload=on(self.receive, **limits),
                    aria={"label": word("Attach files")},
                ),
                class_="ds-button ds-button--ghost ds-button--icon ds-attach",
                title=word("Attach files"),
            )
        if self.is_writing():
            press = h.button(
                icon("square"),
                type="button",
                class_="ds-button ds-button--icon",
                on_click=self.stop,
                title=word("Stop"),
                aria={"label": word("Stop")},
                key="stop",
            )
        else:
            press = h.button(
                icon("send"),
                type="submit",
                class_="ds-button ds-button--primary ds-button--icon",
                title=word("Send"),
                aria={"label": word("Send")},
                key="send",
            )
        hint = self.placeholder or word("Write a message")
        box = h.textarea(
            name="text",
            rows=1,
            class_="ds-input ds-area ds-area--grows",
            placeholder=hint,
            aria={"label": hint},
            ref=self._box,
            enterkeyhint="send",
            on_keydown=on(act.submit(), key="Enter", prevent_default=True),
            on_input=None if self.on_typing is None else on(self.typed, throttle=2000),
        )
        ideas = [
            h.button(text, type="button", class_="ds-button ds-button--small", on_click=partial(self.suggest, text))
            for text in self.suggestions
        ]
        return h.form(
            h.div(ideas, class_="ds-suggestions") if ideas and not self.running else None,
            h.ul([self.upload_chip(upload) for upload in self.uploads], class_="ds-uploads") if self.uploads else None,
            h.div(attach, box, press, class_="ds-composer-box"),
            class_="ds-composer",
            on_submit=[act.scroll_to(-1, of=self._log), self.send],
            on_upload=on(self.receive, drop=True, paste=True, **limits) if self.attachments else None,
        )

    def upload_chip(self, upload: Upload) -> VNode:
        """A file that will be sent with the next message."""
        runs = upload.status in ("waiting", "receiving")
        return h.li(
            icon("file"),
            h.span(upload.name, class_="ds-upload-name"),
            h.span(size_text(upload.size), class_="ds-help"),
            h.span(h.progress(value=upload.progress, max=1, aria={"label": upload.name}), class_="ds-upload-bar")
            if runs
            else None,
            h.span(upload.error, class_="ds-error", role="alert") if upload.error else None,
            h.button(
                cross(),
                type="button",
                class_="ds-close",
                aria={"label": word("Remove {name}", name=upload.name)},
                on_click=partial(self.remove, upload),
            ),
            class_="ds-upload",
            key=str(id(upload)),
        )

    def is_writing(self) -> bool:
        """Return whether a message is being written that can be stopped here."""
        if self.running:
            return True
        if self.on_stop is None:
            return False
        return any(message.status == "writing" for message in islice(reversed(self.messages), _LOOKED_AT))

    async def send(self, event: SubmitEvent) -> None:
        """Make a message from the form, and pass it to the program."""
        text = event.get("text").strip()
        comes = any(upload.status in ("waiting", "receiving") for upload in self.uploads)
        whole = [upload for upload in self.uploads if upload.status == "done"]
        # If it is not sent now, the text stays in its box and the files on their list.
        if self.running or comes or not (text or whole):
            return
        self._box.element.value = ""
        files = [
            Attachment(name=upload.name, type=upload.type, data=self._data.get(id(upload), b"")) for upload in whole
        ]
        self.uploads, data, self._data = [], self._data, {}
        message = Message(text=text, author=self.me or word("You"), files=files)
        try:
            await self._run(self.on_send, message)
        except Exception:
            await asyncio.sleep(0)
            if all(other.id != message.id for other in self.messages):
                # The program has not taken it, so its user can send it again.
                self.uploads, self._data = [*whole, *self.uploads], {**data, **self._data}
                self._box.element.value = self._box.element.value or text
            raise

    async def suggest(self, text: str) -> None:
        """Send a suggested text."""
        await self._run(self.on_send, Message(text=text, author=self.me or word("You")))

    async def regenerate(self, message: Message) -> None:
        """Ask the program to write a message again."""
        if not self.running:
            await self._run(self.on_regenerate, message)

    async def change(self, message: Message, text: str) -> None:
        """Tell the program that a message was edited."""
        await self._run(self.on_edit, message, text)

    def typed(self) -> object:
        """Tell the program that something is being written."""
        return self.on_typing()

    def stop(self) -> object:
        """Stop the message that is being written."""
        for run, task in self._runs:
            run.is_stopped = True
            run.end("stopped")
            task.cancel()
        return self.on_stop() if self.on_stop is not None else None

    async def receive(self, upload: Upload) -> None:
        """Receive a file that will be sent with the next message."""
        self.uploads = [*self.uploads, upload]
        if upload.status == "failed":
            return
        self._data[id(upload)] = await upload.read(self.max_bytes)

    def remove(self, upload: Upload) -> None:
        """Remove a file from the list."""
        if upload.status in ("waiting", "receiving"):
            upload.cancel()
        self.uploads = [other for other in self.uploads if other is not upload]
        self._data.pop(id(upload), None)

    async def _run(self, function: Callable[..., object], *arguments: object) -> None:
        """Call a function of the program, which may write messages until it is stopped."""
        owner = getattr(function, "__self__", None)
        run = Run(owner if isinstance(owner, Component) else None)
        token = current_run.set(run)
        try:
            result = function(*arguments)
            task = asyncio.ensure_future(result) if isawaitable(result) else None
        finally:
            current_run.reset(token)
        if run.owner is not None:
            run.owner.refresh()
        if task is None:
            run.end("done")
            return
        self._runs.append((run, task))
        self.running += 1
        status: Status = "failed"
        try:
            await task
            status = "done"
        except MessageStoppedError:
            if not run.is_stopped:
                raise
        except asyncio.CancelledError:
            # The user has stopped it, or has left the page.
            status = "stopped"
            if not run.is_stopped:
                task.cancel()
                raise
        finally:
            run.end(status)
            self._runs = [other for other in self._runs if other[0] is not run]
            self.running -= 1
            if run.owner is not None:
                run.owner.refresh()


def file_chip(file: Attachment) -> VNode:
    """A file of a message."""
    sign = icon("image" if file.type.startswith("image/") else "file")
    size = h.span(size_text(len(file.data)), class_="ds-help")
    return h.div(sign, h.span(file.name, class_="ds-upload-name"), size, class_="ds-message-file")


def dots(label: str | None = None) -> VNode:
    """Three dots that show that somebody is writing.

    Args:
        label: Their name for screen readers, which otherwise ignore them.
    """
    role = None if label is None else "img"
    aria: Any = {"hidden": True} if label is None else {"label": label}
    return h.span(h.span(), h.span(), h.span(), class_="ds-typing-dots", role=role, aria=aria)


def tool(sign: str, label: str, on_click: Callable[..., object]) -> VNode:
    """A small button below a message."""
    return h.button(icon(sign), type="button", class_="ds-close", title=label, aria={"label": label}, on_click=on_click)


def chat(
    messages: Sequence[Message],
    *,
    on_send: Callable[[Message], object],
    me: str = "",
    on_stop: Callable[[], object] | None = None,
    on_regenerate: Callable[[Message], object] | None = None,
    on_edit: Callable[[Message, str], object] | None = None,
    on_typing: Callable[[], object] | None = None,
    typing: Iterable[str] = (),
    suggestions: Iterable[str] = (),
    attachments: bool | str = False,
    max_bytes: int = MOST_BYTES,
    placeholder: str | None = None,
    label: str | None = None,
    empty: Child = None,
    markdown: bool = True,
    page_size: int = PAGE_SIZE,
    **attributes: Unpack[Common],
) -> Chat:
    """A conversation, with a box to write in.

    >>> class Page(Component):
    ...     messages: list[w.Message] = []
    ...
    ...     def render(self):
    ...         return w.chat(self.messages, on_send=self.answer)
    ...
    ...     async def answer(self, question: w.Message):
    ...         answer = w.Message(author="Assistant")
    ...         self.messages += [question, answer]
    ...         async for token in model.stream(question.text):
    ...             answer.append(token)

    While the `on_send` function runs, there is a button to stop it: its task is cancelled, and in a thread `append`
    raises. Messages that it has appended to are finished when it ends. However fast tokens come, a message is updated
    at most 20 times a second; only its last block is parsed again, and only additions are sent.

    Of a long conversation, only the newest messages are on the page. Earlier ones are added when the user scrolls up to
    them, or presses the button above them; the scroll position stays.

    Args:
        messages: The messages. A `w.Message` is a State, so several visitors can watch one being written.
        on_send: Called with the message that the user has written, which it may put into `messages`. May be `async`.
        me: The user's name, the `author` of their messages; by default "You".
        on_stop: Also called when the user stops a message; if given, the button is also there for messages that others
            have started.
        on_regenerate: Called when the user wants the last message to be written again; without it, there is no button
            to do so.
        on_edit: Called with one of the user's messages and its new text; without it, they cannot be edited.
        on_typing: Called while the user writes, at most every two seconds.
        typing: Who else is writing now.
        suggestions: Texts that can be sent with a click.
        attachments: Whether files can be sent, too, or which types: `"image/*"`. They can be dropped and pasted.
        max_bytes: The size of the largest file. Files are held in memory.
        placeholder: The text in the empty box, which is also its name; by default "Write a message".
        label: The name of the conversation for screen readers; by default "Messages".
        empty: Content that is shown before the first message.
        markdown: Whether messages of others are shown as Markdown; the user's own are shown as written.
        page_size: How many messages are on the page at first, and how many earlier ones are added at a time.
        attributes: Of the outer box: `class_`, `style`, `key` ... It is as high as it is made; 30 rem unless it is.

    Keyboard:
        | key | what it does |
        |---|---|
        | Enter | sends, except while an input method is composing |
        | Shift + Enter | starts a new line |
        | Escape | cancels editing a message |
        | Up, Down, Page Up, Page Down | scroll the conversation when it has the focus |

    Raises:
        MissingExtraError: The extra `markdown` is not installed, and `markdown` is not False.
        ValueError: `page_size` is less than one.
    """
    if not is_listed(messages) or isinstance(next(iter(messages), None), str | Mapping):
        raise TypeError(f"chat() takes a list of w.Messages, not {messages!r:.200}")
    check_functions("chat", on_send=on_send, on_stop=on_stop, on_regenerate=on_regenerate)
    check_functions("chat", on_edit=on_edit, on_typing=on_typing)
    check_lists("chat", typing=typing, suggestions=suggestions)
    check_numbers("chat", max_bytes=max_bytes, page_size=page_size)
    if page_size < 1:
        raise ValueError(f"page_size is at least one message, not {page_size}")
    own, directives = parted(attributes)
    return Chat(
        messages=messages,
        on_send=on_send,
        me=me,
        on_stop=on_stop,
        on_regenerate=on_regenerate,
        on_edit=on_edit,
        on_typing=on_typing,
        typing=tuple(typing),
        suggestions=tuple(suggestions),
        attachments=attachments,
        max_bytes=max_bytes,
        placeholder=placeholder,
        label=label,
        empty=empty,
        markdown=markdown,
        page_size=page_size,
        attributes=own,
        **directives,
    )
