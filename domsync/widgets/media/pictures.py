"""Avatars and images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from domsync import VNode, act
from domsync import html as h
from domsync.components import Child, unique_id
from domsync.widgets.base import Common, Size, check_texts, dressed, is_empty, modifier, one_of
from domsync.widgets.feedback.alerts import cross
from domsync.widgets.icons import SIZES
from domsync.widgets.words import word

if TYPE_CHECKING:
    from typing import Unpack

    from domsync import attributes as k

#: The number of colours of avatars without a picture.
_COLOURS = 6


def avatar(name: str, *, src: Any = None, size: Size = "medium", **attributes: Unpack[k.Html]) -> VNode:
    """A person's picture, or their initials in a colour of their own.

    >>> w.avatar("Ada Lovelace", src=user.picture)

    Args:
        name: The person's name.
        src: The picture, as for `w.image`.
        size: `small`, `medium` or `large`.
        attributes: As for `h.span`.

    Raises:
        TypeError: The name is not a string.
        ValueError: The size is unknown.
    """
    one_of("size", size, SIZES)
    if not isinstance(name, str):
        raise TypeError(f"avatar() takes the name of a person, not {name!r}")
    parts = name.split()
    letters = (parts[0][:1] + (parts[-1][:1] if len(parts) > 1 else "")).upper() if parts else "?"
    shown: Child = letters if src is None else h.img(src=src, alt="", loading="lazy")
    made = dressed(
        attributes,
        "ds-avatar",
        modifier("ds-avatar", size, "medium"),
        None if src is not None else f"ds-avatar--{sum(map(ord, name)) % _COLOURS}",
        role="img",
        aria={"label": name.strip() or "?"},
    )
    return h.span(shown, **made)


def image(
    src: Any,
    alt: str,
    *,
    caption: Child = None,
    ratio: str | None = None,
    fit: Literal["cover", "contain"] = "cover",
    zooms: bool = False,
    **attributes: Unpack[Common],
) -> VNode:
    """An image, which is loaded when it comes into view.

    >>> w.image("/static/harbour.jpg", "The harbour in the morning", ratio="16/9", caption="Trieste, 2026")

    Args:
        src: Its URL, its bytes, a Pillow image or a Matplotlib figure.
        alt: A description in words; empty if it is only decoration.
        caption: A caption below it.
        ratio: Its aspect ratio, such as `"16/9"`, so that its space is reserved before it is loaded; by default its
            own.
        fit: For an image with another ratio: `cover` crops it, `contain` shows all of it.
        zooms: Whether it opens in the size of the window when it is clicked.
        attributes: Of the outer box: `class_`, `style`, `key` ...

    Keyboard:
        | key | what it does |
        |---|---|
        | Enter, Space | open an image that zooms |
        | Escape | closes it |

    Raises:
        TypeError: It zooms, but `alt` is empty; or `src` is not an image.
        ValueError: The fit is unknown.
    """
    check_texts("image", alt=alt, ratio="" if ratio is None else ratio)
    one_of("fit", fit, ("cover", "contain"))
    if src is None:
        raise TypeError("image() needs a src: a URL, bytes, a Pillow image or a Matplotlib figure; it is None")
    style = {} if ratio is None else {"aspect-ratio": ratio.replace("/", " / ")}
    shown: Child = h.img(src=src, alt=alt, loading="lazy", class_=f"ds-picture ds-picture--{fit}", style=style or None)
    if zooms:
        if not alt.strip():
            raise TypeError("image(zooms=True) needs an alt, which names the button that opens it")
        name = unique_id("picture")
        # No form with method="dialog", which would send a form around the picture, too.
        cancel = h.button(
            cross(),
            type="button",
            class_="ds-close",
            aria={"label": word("Close")},
            on_click=act.close(of=act.closest("dialog")),
        )
        close = h.div(cancel, class_="ds-dialog-close")
        large = h.img(src=src, alt=alt, loading="lazy")
        shown = [
            h.button(
                shown,
                type="button",
                class_="ds-zoom",
                commandfor=name,
                command="show-modal",
                aria={"label": word("Enlarge: {what}", what=alt)},
            ),
            h.dialog(large, close, id=name, class_="ds-lightbox", closedby="any", aria={"label": alt}),
        ]
    below = None if is_empty(caption) else h.figcaption(caption, class_="ds-help")
    return h.figure(shown, below, **dressed(attributes, "ds-figure"))
