"""Demo of the chat, with a stand-in for a model that answers word by word."""

import asyncio
from collections.abc import AsyncIterator

from domsync import Child, Component
from domsync import widgets as w
from domsync.gallery.demo import Family

FAMILY = Family("chat", "Chat", "A conversation between people, or with a model whose answers arrive word by word.")

ANSWER = """You have asked: *{question}*

Here is what I know of it:

1. Nothing, because I am **no model**.
2. That words come one by one all the same.

```python
async for token in model.stream(question):
    answer.append(token)
```

Press the button to stop me.
"""


async def tokens(question: str) -> AsyncIterator[str]:
    for token in ANSWER.format(question=question).split(" "):
        await asyncio.sleep(0.03)
        yield f"{token} "


@FAMILY.demo("typing", "placeholder", "markdown", needs=("markdown_it", "markdown"))
class Chat(Component):
    messages: list[w.Message] = []
    typing: str = ""
    placeholder: str = "Ask something"
    markdown: bool = True

    def render(self) -> Child:
        return w.chat(
            self.messages,
            on_send=self.answer,
            on_regenerate=self.write,
            on_edit=self.change,
            suggestions=[] if self.messages else ["What is domsync?", "Write a loop"],
            typing=[self.typing] if self.typing else [],
            placeholder=self.placeholder,
            attachments=True,
            markdown=self.markdown,
            empty=w.empty_state("Nothing was said yet", icon="message-circle"),
        )

    async def answer(self, question: w.Message) -> None:
        answer = w.Message(author="Assistant")
        self.messages = [*self.messages, question, answer]
        await self.write(answer)

    async def write(self, answer: w.Message) -> None:
        answer.text = ""
        async for token in tokens(self.messages[-2].text):
            answer.append(token)

    async def change(self, question: w.Message, text: str) -> None:
        question.text = text
        answer = w.Message(author="Assistant")
        self.messages = [*self.messages[: self.messages.index(question) + 1], answer]
        await self.write(answer)
