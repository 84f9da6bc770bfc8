# mypy: disable-error-code="import-not-found, import-untyped"
# The project's own environment has no Streamlit: it stands in one of its own.
"""The pages of the widget comparison with Streamlit, on 127.0.0.1:PORT: `/?page=table`, `line` and `chat`."""

import os
import sys

import pandas as pd
import streamlit as st
from streamlit import runtime

from benchmarks.widget_data import Sizes, answer, changed_name, paced_in_thread, row, sizes_of_this_process, value


def frame(count: int) -> pd.DataFrame:
    """The points of the line."""
    return pd.DataFrame({"Load": [value(index) for index in range(count)]})


def table_page(sizes: Sizes, pressed: bool) -> None:
    """A table, of which a cell changes."""
    if "rows" not in st.session_state:
        st.session_state.rows = pd.DataFrame([row(number) for number in range(sizes.rows)])
    if pressed:
        st.session_state.rows.loc[2, "name"] = changed_name(st.session_state.done + 1)
    st.dataframe(st.session_state.rows)


def line_page(sizes: Sizes, pressed: bool) -> None:
    """A line that grows by a point again and again."""
    place = st.empty()
    count = st.session_state.setdefault("points", sizes.points)
    place.line_chart(frame(count))
    if pressed:
        for _ in paced_in_thread(sizes.growth, sizes.points_per_s):
            count += 1
            place.line_chart(frame(count))
        st.session_state.points = count


def chat_page(sizes: Sizes, pressed: bool) -> None:
    """A question and an answer that is streamed."""
    messages = st.session_state.setdefault("messages", [])
    for author, text in messages:
        st.chat_message(author).markdown(text)
    if pressed:
        st.chat_message("user").markdown("Tell me")
        tokens = answer(sizes.tokens)
        stream = (tokens[number] for number in paced_in_thread(len(tokens), sizes.tokens_per_s))
        text = st.chat_message("assistant").write_stream(stream)
        messages += [("user", "Tell me"), ("assistant", text)]


def show() -> None:
    """One run of the script."""
    st.session_state.setdefault("done", 0)
    pressed = st.button("Go", key="go")
    pages = {"table": table_page, "line": line_page, "chat": chat_page}
    pages[st.query_params["page"]](sizes_of_this_process(), pressed)
    st.session_state.done += pressed
    st.html(f'<p id="done">{st.session_state.done}</p>')


if runtime.exists():
    show()
elif __name__ == "__main__":
    flags = {
        "server.address": "127.0.0.1",
        "server.port": os.environ["PORT"],
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }
    words = [f"--{name}={setting}" for name, setting in flags.items()]
    # In this process, whose CPU is measured.
    os.execv(sys.executable, [sys.executable, "-m", "streamlit", "run", __file__, *words, "--", *sys.argv[1:]])  # noqa: S606 - no shell
