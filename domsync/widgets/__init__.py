"""Ready-made widgets: functions beside those of `domsync.html`, with styles, keyboard support and accessible names.

>>> from domsync import widgets as w
>>> w.button("Save", kind="primary", on_click=self.save)

Conventions for widgets:

* A widget is a function with a name in lower case: children by position, everything else by keyword, with types. A
  widget with state of its own returns a component. Its docstring has an example, and lists its parameters, the values
  that it emits and its keyboard.
* A widget that is a single element accepts that element's keywords (`**attributes: Unpack[k.HtmlInput]`) and passes
  them on: `class_`, `style`, `aria`, `data`, `key`, events. One that consists of several elements accepts
  `base.Common`, and its events are functions of values: `on_change(value)`.
* `base.dressed` merges the widget's classes and attributes with the caller's. `inputs.labels.Labelled` makes label,
  help, error and constraints, by default from the bound field. `inputs.options.options_of` reads options.
* Classes begin with `ds-`: `ds-card`, its parts `ds-card-head`, its variants `ds-card--wide`. The styles without which
  widgets do not work are in structure.css; the look is in theme.css, based on the custom properties at its top.
* Browsers do what they can: `<dialog>`, `popover`, `<details>`, `command`. The rest (moving the focus with arrow keys,
  typing ahead) is in `client/extra/widgets.js`, which is controlled by `data-ds-...` attributes.
* Texts are translated by `words.word`; dates and numbers are formatted by `formats`.
* Each widget has a demo in `gallery/`. The gallery, the docs, and the tests of names, keyboard, hostile strings, bytes
  and accessibility are made from these.
"""

from domsync.components.formats import date_text, number_text, relative_text
from domsync.widgets.buttons import button, button_group
from domsync.widgets.charts import (
    altair,
    area_chart,
    bar_chart,
    bokeh,
    box_plot,
    candlestick_chart,
    gauge,
    heat_map,
    histogram,
    line_chart,
    matplotlib,
    pie_chart,
    plotly,
    scatter_chart,
    sparkline,
    uplot_chart,
)
from domsync.widgets.chats.chat import Chat, chat
from domsync.widgets.chats.messages import Attachment, Message, MessageStoppedError
from domsync.widgets.data.sources import Filter, Page, PageSource, Query, RowSource, Sort
from domsync.widgets.data.sql_source import SqlSource
from domsync.widgets.display.clocks import clock, countdown, relative_time
from domsync.widgets.display.facts import TimelineItem, description_list, stat, timeline
from domsync.widgets.feedback.alerts import alert, badge, banner
from domsync.widgets.feedback.placeholders import empty_state, error_view
from domsync.widgets.feedback.progress import progress, skeleton, spinner
from domsync.widgets.feedback.toasts import toast, track
from domsync.widgets.forms.fields import Fields, fields
from domsync.widgets.forms.model_form import FormError, ModelForm, form
from domsync.widgets.icons import icon, icon_names
from domsync.widgets.inputs.choices import checkbox, checkbox_group, radio_group, rating, segmented, select, switch
from domsync.widgets.inputs.combobox import Combobox, combobox, tags_input
from domsync.widgets.inputs.file_upload import FileUpload, file_upload
from domsync.widgets.inputs.numbers import number_input, range_slider, slider
from domsync.widgets.inputs.options import Option
from domsync.widgets.inputs.pickers import color_input, date_input, date_range, datetime_input, time_input
from domsync.widgets.inputs.text import (
    Editable,
    editable,
    otp_input,
    password_input,
    search_input,
    text_area,
    text_input,
)
from domsync.widgets.layout.containers import card, column, divider, grid, heading, row, spacer
from domsync.widgets.layout.split_pane import split_pane
from domsync.widgets.lists.json_view import json_view
from domsync.widgets.lists.kanban import Kanban, KanbanList, kanban
from domsync.widgets.lists.list_view import ListView, list_view
from domsync.widgets.lists.log_view import LogLines, LogView, log_view
from domsync.widgets.lists.tree import Tree, tree
from domsync.widgets.media.maps import MAP_MODULES, Map, Place, Shape, map
from domsync.widgets.media.pictures import avatar, image
from domsync.widgets.media.players import audio, video
from domsync.widgets.media.qr_codes import qr
from domsync.widgets.navigation.app_shell import (
    app_shell,
    breadcrumbs,
    footer,
    nav_group,
    nav_link,
    page_header,
    skip_link,
    stepper,
)
from domsync.widgets.navigation.command_palette import Command, CommandPalette, command_palette
from domsync.widgets.navigation.menus import (
    context_menu,
    menu,
    menu_bar,
    menu_divider,
    menu_item,
    popover,
    submenu,
    toolbar,
    tooltip,
)
from domsync.widgets.navigation.pagination import pagination
from domsync.widgets.navigation.tabs import Tab, Tabs, accordion, tabs
from domsync.widgets.overlays.dialogs import Dialog, dialog, drawer
from domsync.widgets.overlays.questions import confirm, prompt
from domsync.widgets.overlays.tour import tour
from domsync.widgets.prose.code_blocks import code
from domsync.widgets.prose.diff_view import DiffView, diff_view
from domsync.widgets.prose.markdown import Markdown, markdown
from domsync.widgets.tables.columns import Column, col
from domsync.widgets.tables.table import Table, table
from domsync.widgets.words import add_words, languages

__all__ = [
    "MAP_MODULES",
    "Attachment",
    "Chat",
    "Column",
    "Combobox",
    "Command",
    "CommandPalette",
    "Dialog",
    "DiffView",
    "Editable",
    "Fields",
    "FileUpload",
    "Filter",
    "FormError",
    "Kanban",
    "KanbanList",
    "ListView",
    "LogLines",
    "LogView",
    "Map",
    "Markdown",
    "Message",
    "MessageStoppedError",
    "ModelForm",
    "Option",
    "Page",
    "PageSource",
    "Place",
    "Query",
    "RowSource",
    "Shape",
    "Sort",
    "SqlSource",
    "Tab",
    "Table",
    "Tabs",
    "TimelineItem",
    "Tree",
    "accordion",
    "add_words",
    "alert",
    "altair",
    "app_shell",
    "area_chart",
    "audio",
    "avatar",
    "badge",
    "banner",
    "bar_chart",
    "bokeh",
    "box_plot",
    "breadcrumbs",
    "button",
    "button_group",
    "candlestick_chart",
    "card",
    "chat",
    "checkbox",
    "checkbox_group",
    "clock",
    "code",
    "col",
    "color_input",
    "column",
    "combobox",
    "command_palette",
    "confirm",
    "context_menu",
    "countdown",
    "date_input",
    "date_range",
    "date_text",
    "datetime_input",
    "description_list",
    "dialog",
    "diff_view",
    "divider",
    "drawer",
    "editable",
    "empty_state",
    "error_view",
    "fields",
    "file_upload",
    "footer",
    "form",
    "gauge",
    "grid",
    "heading",
    "heat_map",
    "histogram",
    "icon",
    "icon_names",
    "image",
    "json_view",
    "kanban",
    "languages",
    "line_chart",
    "list_view",
    "log_view",
    "map",
    "markdown",
    "matplotlib",
    "menu",
    "menu_bar",
    "menu_divider",
    "menu_item",
    "nav_group",
    "nav_link",
    "number_input",
    "number_text",
    "otp_input",
    "page_header",
    "pagination",
    "password_input",
    "pie_chart",
    "plotly",
    "popover",
    "progress",
    "prompt",
    "qr",
    "radio_group",
    "range_slider",
    "rating",
    "relative_text",
    "relative_time",
    "row",
    "scatter_chart",
    "search_input",
    "segmented",
    "select",
    "skeleton",
    "skip_link",
    "slider",
    "spacer",
    "sparkline",
    "spinner",
    "split_pane",
    "stat",
    "stepper",
    "submenu",
    "switch",
    "table",
    "tabs",
    "tags_input",
    "text_area",
    "text_input",
    "time_input",
    "timeline",
    "toast",
    "toolbar",
    "tooltip",
    "tour",
    "track",
    "tree",
    "uplot_chart",
    "video",
]
