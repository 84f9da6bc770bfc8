# mypy: disable-error-code="import-not-found, misc, untyped-decorator"
# The project's own environment has no NiceGUI: it stands in one of its own.
"""The pages of the widget comparison with NiceGUI, on 127.0.0.1:PORT: `ui.table`, `ui.echart`, `ui.chat_message`.

Each is used as NiceGUI's own documentation and examples use it: a row or a point is put into what the element has, and
`update()` is called; a streamed answer is set as the Markdown of a message, token by token.
"""

import os

from nicegui import ui

from benchmarks.widget_data import COLUMNS, answer, changed_name, paced, row, sizes_of_this_process, value

SIZES = sizes_of_this_process()


@ui.page("/table")
def table_page() -> None:
    """A table, of which a cell changes; the browser has all rows, and draws those in sight."""
    done = 0

    def go() -> None:
        nonlocal done
        done += 1
        table.rows[2]["name"] = changed_name(done)
        table.update()
        counter.set_text(str(done))

    ui.button("Go", on_click=go).props("id=go")
    counter = ui.label("0").props("id=done")
    columns = [{"name": name, "label": name, "field": name, "sortable": True} for name in COLUMNS]
    rows = [row(number) for number in range(SIZES.rows)]
    table = ui.table(columns=columns, rows=rows, row_key="id").props("virtual-scroll").style("max-height: 32rem")


@ui.page("/line")
def line_page() -> None:
    """A line that grows by a point again and again."""
    done = 0

    async def go() -> None:
        nonlocal done
        points = chart.options["series"][0]["data"]
        async for _ in paced(SIZES.growth, SIZES.points_per_s):
            points.append([len(points), value(len(points))])
            chart.update()
        done += 1
        counter.set_text(str(done))

    ui.button("Go", on_click=go).props("id=go")
    counter = ui.label("0").props("id=done")
    data = [[index, value(index)] for index in range(SIZES.points)]
    series = {"type": "line", "showSymbol": False, "data": data}
    chart = ui.echart({"xAxis": {"type": "value"}, "yAxis": {"type": "value"}, "series": [series]})


@ui.page("/chat")
def chat_page() -> None:
    """A question and an answer that is streamed."""
    done = 0

    async def go() -> None:
        nonlocal done
        with messages:
            ui.chat_message("Tell me", name="You", sent=True)
            with ui.chat_message(name="Assistant"):
                shown = ui.markdown()
        text = ""
        tokens = answer(SIZES.tokens)
        async for number in paced(len(tokens), SIZES.tokens_per_s):
            text += tokens[number]
            shown.set_content(text)
        done += 1
        counter.set_text(str(done))

    ui.button("Go", on_click=go).props("id=go")
    counter = ui.label("0").props("id=done")
    messages = ui.column()


if __name__ == "__main__":
    ui.run(host="127.0.0.1", port=int(os.environ["PORT"]), reload=False, show=False, show_welcome_message=False)
