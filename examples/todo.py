"""A to-do list like TodoMVC's: add, edit on double click, toggle one or all, filter and clear, also with the keyboard.

Run it with `python examples/todo.py` and open http://127.0.0.1:8000.
"""

from functools import partial
from pathlib import Path
from typing import Literal, get_args
from uuid import uuid4

from pydantic import BaseModel, Field

from domsync import App, Child, Component, Element, VNode, on
from domsync import html as h

Filter = Literal["All", "Active", "Completed"]


class Todo(BaseModel):
    text: str
    done: bool = False
    id: str = Field(default_factory=lambda: uuid4().hex)


class TodoList(Component):
    todos: list[Todo] = []
    filter: Filter = "All"
    draft: str = ""
    edited: Todo | None = None
    edited_text: str = ""

    def render(self) -> Child:
        box = h.input(bind=self.field("draft"), placeholder="What needs to be done?", autofocus=True)
        rest = self.all_todos() if self.todos else None
        return h.main(h.h1("todos"), h.form(box, on_submit=self.add), rest, class_="card todo")

    def all_todos(self) -> tuple[VNode, ...]:
        left = sum(not todo.done for todo in self.todos)
        shown = [todo for todo in self.todos if self.filter == "All" or todo.done == (self.filter == "Completed")]
        filters = [
            h.label(h.input(type="radio", name="filter", value=name, bind=self.field("filter")), name)
            for name in get_args(Filter)
        ]
        clear = h.button("Clear completed", on_click=self.clear, hidden=left == len(self.todos))
        return (
            h.label(h.input(type="checkbox", checked=left == 0, on_change=self.toggle_all), "Mark all as completed"),
            h.ul(self.row(todo) for todo in shown),
            h.footer(h.span(left, " item left" if left == 1 else " items left"), h.nav(filters), clear),
        )

    def row(self, todo: Todo) -> VNode:
        if todo is self.edited:
            escape = on(self.cancel, key="Escape")
            box = h.input(bind=self.field("edited_text"), on_keydown=escape, on_blur=self.save, ref=focus)
            return h.li(h.form(box, on_submit=self.save), key=todo.id)
        tick = h.input(type="checkbox", checked=todo.done, on_change=partial(self.toggle, todo))
        text = h.span(todo.text, on_dblclick=partial(self.edit, todo))
        delete = h.button("✕", on_click=partial(self.todos.remove, todo), title=f"Delete {todo.text}")
        return h.li(tick, text, delete, key=todo.id, class_={"done": todo.done})

    def add(self) -> None:
        if self.draft.strip():
            self.todos.append(Todo(text=self.draft.strip()))
        self.draft = ""

    def toggle(self, todo: Todo) -> None:
        todo.done = not todo.done

    def toggle_all(self) -> None:
        done = not all(todo.done for todo in self.todos)
        for todo in self.todos:
            todo.done = done

    def clear(self) -> None:
        self.todos = [todo for todo in self.todos if not todo.done]

    def edit(self, todo: Todo) -> None:
        self.edited, self.edited_text = todo, todo.text

    def save(self) -> None:
        if self.edited is not None:
            self.edited.text = self.edited_text.strip()
            self.todos = [todo for todo in self.todos if todo.text]
        self.edited = None

    def cancel(self) -> None:
        self.edited = None


def focus(element: Element | None) -> None:
    if element is not None:
        element.focus()


STATIC = Path(__file__).parent / "static"
app = App(TodoList, title="To-do list", static=STATIC, stylesheets=["/static/base.css", "/static/todo.css"])

if __name__ == "__main__":
    app.run()
