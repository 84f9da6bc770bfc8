"""Demos of Markdown, code and icons."""

from domsync import Child, Component
from domsync import widgets as w
from domsync.gallery.demo import Family
from domsync.widgets.base import Size

FAMILY = Family("prose", "Markdown and code", "Markdown, source code and icons.")


@FAMILY.demo("images", "html", needs=("markdown_it", "markdown"))
class Markdown(Component):
    text: str = """## Delivery

We deliver **within two days**, or [you pay nothing](https://example.com/terms).

| to | price |
|---|---:|
| Austria | 4.90 € |
| Germany | 6.90 € |

1. Put it into the *cart*.
2. Pay:

```python
order.pay(by="card")  # or "bill"
```
"""
    images: bool = False
    html: bool = False

    def render(self) -> Child:
        return w.column(
            w.text_area("Text", bind=self.field("text")),
            w.markdown(self.text, images=self.images, html=self.html),
        )


@FAMILY.demo(needs=("pygments", "markdown"))
def code(
    source: str = 'def greet(name: str) -> str:\n    """Say hello."""\n    return f"Hello {name}!"  # 3 times?\n',
    language: str = "python",
    title: str = "greet.py",
    line_numbers: bool = True,
    wraps: bool = False,
) -> Child:
    return w.code(source, language, title=title, line_numbers=line_numbers, wraps=wraps)


@FAMILY.demo()
def icon(label: str = "Rocket", size: Size = "medium") -> Child:
    return w.column(
        w.icon("rocket", label=label, size=size),
        w.row([w.icon(name) for name in w.icon_names()[::12]], gap="small"),
    )
