"""The app of the test that media play on: a sound that the user hears, and one that would play if the user let it."""

from __future__ import annotations

import os
import tempfile
import wave
from pathlib import Path
from typing import Any

from domsync import App, Component
from domsync import html as h
from domsync.components.component import host_of

#: As long as no test lasts.
SECONDS = 600

folder = Path(tempfile.gettempdir()) / f"domsync-sounds-{os.getppid()}"
folder.mkdir(exist_ok=True)
if not (folder / "tone.wav").exists():
    with wave.open(str(folder / "tone.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(3000)
        file.writeframes(b"\x80" * 3000 * SECONDS)


class Player(Component):
    looks: int = 0

    def render(self) -> Any:
        document: Any = host_of(self).scheduler.document  # type: ignore[union-attr]
        sounds = document.querySelectorAll("audio")
        told = [f"{each.id} {each.paused=}, {each.muted=}, {float(each.volume)}" for each in sounds]
        return h.main(
            h.output(str(os.getpid()), id="pid"),
            h.output(str(self.looks), id="looks"),
            h.p("; ".join(told) if self.looks else "", id="told"),
            h.button("Look", id="look", on_click=self.look),
            h.audio(src="/static/tone.wav", id="heard", controls=True, muted=True),
            h.audio(src="/static/tone.wav", id="stopped", controls=True, autoplay=True),
        )

    def look(self) -> None:
        self.looks += 1


app = App(Player, static=folder)
