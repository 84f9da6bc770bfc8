"""Audio and video players."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domsync import VNode
from domsync import html as h
from domsync.components import Child, unique_id
from domsync.widgets.base import check_texts, dressed, is_empty
from domsync.widgets.words import word

if TYPE_CHECKING:
    from typing import Unpack

    from domsync import attributes as k


def video(
    source: Any,
    *,
    label: str,
    captions: str | None = None,
    captions_language: str = "en",
    caption: Child = None,
    ratio: str = "16/9",
    **attributes: Unpack[k.HtmlVideo],
) -> VNode:
    """A video player.

    >>> w.video("/static/tour.mp4", label="A tour of the house", captions="/static/tour.vtt")

    Args:
        source: Its URL, or its bytes.
        label: What it shows, for screen readers.
        captions: The URL of its captions, a WebVTT file. Videos with speech need them.
        captions_language: Their language.
        caption: A caption below it.
        ratio: Its width divided by its height, so that its space is reserved before it is loaded.
        attributes: As for `h.video`: `poster`, `autoplay`, `muted`, `loop`, `on_ended` ...

    Keyboard:
        | key | what it does |
        |---|---|
        | Space | plays and pauses |
        | arrow keys | go back and forth, and change the volume |

    Raises:
        TypeError: It has no label.
    """
    check_texts("video", label=label, ratio=ratio)
    if not label.strip():
        raise TypeError("video() needs a label")
    track = None
    if captions is not None:
        track = h.track(kind="captions", src=captions, srclang=captions_language, label=word("Captions"), default=True)
    own: dict[str, Any] = dict(attributes)
    whole = {name: own.pop(name) for name in ("key", "show", "hidden") if name in own}
    style = {"aspect-ratio": ratio.replace("/", " / ")}
    made = dressed(
        own, "ds-video", controls=True, preload="metadata", playsinline=True, aria={"label": label}, style=style
    )
    below = None if is_empty(caption) else h.figcaption(caption, class_="ds-help")
    return h.figure(h.video(track, src=source, **made), below, class_="ds-figure", **whole)


def audio(source: Any, *, label: str, transcript: Child = None, **attributes: Unpack[k.HtmlAudio]) -> VNode:
    """An audio player.

    >>> w.audio("/static/episode.mp3", label="Episode 7", transcript=h.p("..."))

    Args:
        source: Its URL, or its bytes.
        label: Its label, which is shown above it.
        transcript: Its transcript, for people who cannot hear it.
        attributes: As for `h.audio`: `autoplay`, `loop`, `on_ended` ...

    Keyboard:
        | key | what it does |
        |---|---|
        | Space | plays and pauses |
        | arrow keys | go back and forth, and change the volume |

    Raises:
        TypeError: It has no label.
    """
    check_texts("audio", label=label)
    if not label.strip():
        raise TypeError("audio() needs a label")
    own: dict[str, Any] = dict(attributes)
    whole = {name: own.pop(name) for name in ("key", "show", "hidden") if name in own}
    name = unique_id("audio")
    made = dressed(own, "ds-audio", controls=True, preload="metadata", aria={"labelledby": name})
    said = None
    if not is_empty(transcript):
        said = h.details(h.summary(word("Transcript")), transcript)
    heading = h.figcaption(label, id=name, class_="ds-label")
    return h.figure(heading, h.audio(src=source, **made), said, class_="ds-figure", **whole)
