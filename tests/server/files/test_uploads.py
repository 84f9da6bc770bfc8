"""Files from browsers: what a handler gets, what is refused, and what ends an upload."""

import asyncio
import hashlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import PrivateAttr

from domsync import App, Component, Upload, UploadError, UploadLimits, on
from domsync import html as h
from domsync import widgets as w
from domsync.components import Locale
from domsync.components.page_words import TOO_LARGE
from domsync.components.upload_words import UploadProblem
from domsync.server.files.uploads import accepts
from domsync.server.limits import ServerLimits
from domsync.session.uploads import CHUNK_BYTES, encode_chunk
from domsync.testing import EventRefusedError, Page, render_page
from domsync.testing.in_process import ConnectionEndedError

BIG = bytes(range(256)) * 2000  # 512,000 bytes: nine chunks


class Box(Component):
    """Takes files as its fields say."""

    kind: str = "input"
    options: dict[str, Any] = {}
    attributes: dict[str, Any] = {}
    folder: str = ""
    taken: list[str] = []
    clicks: int = 0
    upload: Upload | None = None
    _data: dict[str, bytes] = PrivateAttr(default_factory=dict)

    def render(self) -> Any:
        handler = on(self.receive, **self.options) if self.options else self.receive
        if self.kind == "input":
            control = h.input(type="file", on_upload=handler, **self.attributes)
        else:
            control = h.div("Drop here", id="drop", on_upload=handler)
        shown = f"{self.upload.status} {self.upload.progress:.0%} {self.upload.error}" if self.upload else "nothing"
        return h.div(control, h.p(shown), h.button(f"{self.clicks} clicks", on_click=self.click))

    def click(self) -> None:
        self.clicks += 1

    async def receive(self, upload: Upload) -> None:
        self.upload = upload
        self.taken = [*self.taken, upload.name]
        if self.folder:
            await upload.save(self.folder)
        else:
            self._data[upload.name] = await upload.read()


def box_of(page: Page) -> Box:
    box = page.component
    assert isinstance(box, Box)
    return box


class TestReceiving:
    def test_the_whole_file(self) -> None:
        with render_page(Box()) as page:
            page.locator("input").upload("a.bin", BIG)
            page.settle()
            assert box_of(page)._data == {"a.bin": BIG}
            assert page.locator("p").text == "done 100%"

    @pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 4 * CHUNK_BYTES])
    def test_sizes(self, size: int) -> None:
        with render_page(Box()) as page:
            page.locator("input").upload("a.bin", b"x" * size)
            page.settle()
            assert box_of(page)._data == {"a.bin": b"x" * size}

    def test_what_the_handler_is_told(self) -> None:
        with render_page(Box()) as page:
            page.locator("input").upload("../Bild.png", b"png", type="image/png")
            page.settle()
            upload = box_of(page).upload
            assert upload is not None
            assert (upload.name, upload.size, upload.type) == ("Bild.png", 3, "image/png")

    def test_progress_shows_while_it_comes(self) -> None:
        with render_page(Box()) as page:
            page.latency(500)
            page.locator("input").upload("a.bin", BIG)
            seen = []
            for _ in range(12):
                page.advance(0.5)
                seen.append(page.locator("p").text)
            assert "receiving 36%" in seen
            assert seen[-1] == "done 100%"

    def test_several_files(self) -> None:
        with render_page(Box(attributes={"multiple": True})) as page:
            page.locator("input").upload({"a.txt": b"a", "b.txt": b"b" * 70_000, "c.txt": b""})
            page.settle()
            assert box_of(page)._data == {"a.txt": b"a", "b.txt": b"b" * 70_000, "c.txt": b""}

    @pytest.mark.parametrize("way", ["drop", "paste"])
    def test_any_element(self, way: str) -> None:
        with render_page(Box(kind="div", options={way: True})) as page:
            page.locator("#drop").upload("a.txt", b"a", by=way)  # type: ignore[arg-type]
            page.settle()
            assert box_of(page)._data == {"a.txt": b"a"}

    def test_a_click_comes_in_between(self) -> None:
        """The file waits for the handler, and nothing else does."""

        class Slow(Box):
            async def receive(self, upload: Upload) -> None:
                async for _ in upload:
                    await asyncio.sleep(1)
                self.taken = [*self.taken, upload.name]

        with render_page(Slow()) as page:
            page.locator("input").upload("a.bin", BIG)
            page.advance(1.5)
            page.locator("button").click()
            assert page.locator("button").text == "1 clicks"
            assert box_of(page).taken == []
            page.settle()
            assert box_of(page).taken == ["a.bin"]

    def test_the_document_itself_hears_of_files(self) -> None:
        got: list[bytes] = []

        def show(document: Any) -> None:
            control = document.createElement("input")
            control.setAttribute("type", "file")
            document.documentElement.appendChild(control)

            async def receive(event: Any) -> None:
                got.append(await event.uploads[0].read())

            control.addEventListener("upload", receive)

        with render_page(show) as page:
            page.locator("input").upload("a.txt", b"raw")
            page.settle()
            assert got == [b"raw"]


class TestSaving:
    def test_in_a_folder(self, tmp_path: Path) -> None:
        with render_page(Box(folder=f"{tmp_path}/new/", attributes={"multiple": True})) as page:
            page.locator("input").upload({"../../a.bin": BIG})
            page.locator("input").upload({"a.bin": b"another"})
            page.settle()
        assert {path.name: path.read_bytes() for path in (tmp_path / "new").iterdir()} == {
            "a.bin": BIG,
            "a (2).bin": b"another",
        }
        assert list(tmp_path.iterdir()) == [tmp_path / "new"]

    def test_as_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "fixed").write_bytes(b"old")
        with render_page(Box(folder=str(tmp_path / "fixed"))) as page:
            page.locator("input").upload("a.bin", BIG)
            page.settle()
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"fixed": BIG}

    def test_of_one_that_fails_nothing_is_left(self, tmp_path: Path) -> None:
        with render_page(Box(folder=f"{tmp_path}/")) as page:
            page.latency(500)
            page.locator("input").upload("a.bin", BIG)
            page.advance(2)
            assert [path.suffix for path in tmp_path.iterdir()] == [".part"]
            upload = box_of(page).upload
            assert upload is not None
            upload.cancel()
            page.settle()
            assert list(tmp_path.iterdir()) == []
            assert page.locator("p").text.startswith("cancelled")
            assert page.errors == []

    def test_of_a_page_that_is_left_nothing_is_left(self, tmp_path: Path) -> None:
        with render_page(Box(folder=f"{tmp_path}/")) as page:
            page.latency(500)
            page.locator("input").upload("a.bin", BIG)
            page.advance(2)
            assert len(list(tmp_path.iterdir())) == 1
        assert list(tmp_path.iterdir()) == []

    def test_a_disk_that_takes_nothing(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_bytes(b"")
        with render_page(Box(folder=str(tmp_path / "file" / "below"))) as page:
            with page.expect_error(NotADirectoryError):
                page.locator("input").upload("a.bin", BIG)
                page.settle()
            assert page.locator("p").text == "failed 0% it could not be stored"


def watched(page: Page) -> list[dict[str, Any]]:
    """The control frames about uploads that the page is sent from now on."""
    files: Any = page._driver.browser.files  # type: ignore[attr-defined]
    frames: list[dict[str, Any]] = []
    told = files.told

    def note(frame: dict[str, Any]) -> None:
        frames.append(frame)
        told(frame)

    files.told = note
    return frames


def limited(**limits: Any) -> App:
    """An app whose server allows less."""
    return App(Box, limits=ServerLimits(uploads=UploadLimits(**limits)))


class TestRefusals:
    def test_a_file_that_is_too_large(self) -> None:
        with render_page(Box(options={"max_bytes": 999})) as page:
            page.locator("input").upload("a.bin", b"x" * 1000)
            assert box_of(page).taken == []
            assert page.notice == "a.bin: it has 1 kB, and 999 bytes are allowed."
            page.locator("input").upload("a.bin", b"x" * 999)
            page.settle()
            assert box_of(page).taken == ["a.bin"]

    @pytest.mark.parametrize(
        ("size", "limit", "said"),
        [
            (5_000_001, 5_000_000, "it has 5.01 MB, and 5 MB are allowed"),
            (5_242_881, 5_242_880, "it has 5.25 MB, and 5.24 MB are allowed"),
            (1_000_000, 999_999, "it has 1 MB, and 999 kB are allowed"),
            (999_999, 999_998, "it has 1 MB, and 999 kB are allowed"),
            (1_001, 1_000, "it has 1.01 kB, and 1 kB are allowed"),
            (999, 998, "it has 999 bytes, and 998 bytes are allowed"),
            (2 * 10**15, 10**15, "it has 2,000 TB, and 1,000 TB are allowed"),
        ],
    )
    def test_a_size_a_little_over_the_limit_does_not_read_like_it(self, size: int, limit: int, said: str) -> None:
        assert str(UploadProblem(TOO_LARGE, size=size, limit=limit)) == said

    @given(st.integers(1, 10**14), st.integers(1, 10**14))
    def test_no_size_reads_like_the_limit(self, limit: int, more: int) -> None:
        size, _, least = (
            str(UploadProblem(TOO_LARGE, size=limit + more, limit=limit)).removeprefix("it has ").partition(", and ")
        )
        assert size != least.removesuffix(" are allowed")

    @pytest.mark.parametrize(
        ("language", "said"),
        [
            ("en", "it has 5.01 MB, and 5 MB are allowed"),
            ("de-AT", "sie ist 5,01 MB groß, erlaubt sind 5 MB"),
            ("es", "ocupa 5,01 MB, y el máximo es de 5 MB"),
            ("fr", "sa taille est de 5,01 Mo, et le maximum est de 5 Mo"),
            ("it", "è di 5,01 MB, e il massimo è 5 MB"),
            ("pt", "tem 5,01 MB, e o máximo é 5 MB"),
        ],
    )
    def test_in_the_language_of_the_page(self, language: str, said: str) -> None:
        assert UploadProblem(TOO_LARGE, size=5_000_001, limit=5_000_000).said(Locale(language)) == said

    def test_the_control_and_the_banner_are_told_in_the_language_of_the_page(self) -> None:
        app = App(lambda: Box(options={"max_bytes": 2}, attributes={"multiple": True}), locale="de")
        with render_page(app) as page:
            told = watched(page)
            page.locator("input").upload({"a": b"xxx", "b": b"", "c": b"xxx", "d": b"xxx", "e": b"xxx"})
            too_large = "sie ist 3 Byte groß, erlaubt sind 2 Byte"
            assert page.notice == f"a: {too_large}. c: {too_large}. d: {too_large}. Und 1 weitere."
            assert [frame.get("say") for frame in told if frame.get("error")][-1] == page.notice
            page.settle()
            assert box_of(page).taken == ["b"]

    def test_what_ends_an_upload_is_said_in_the_language_of_the_page(self) -> None:
        class Small(Box):
            async def receive(self, upload: Upload) -> None:
                self.upload = upload
                await upload.read(10)

        with render_page(App(Small, locale="fr")) as page:
            page.locator("input").upload("a.bin", b"x" * 11)
            page.settle()
            assert page.locator("p").text == "failed 0% sa taille est de 11 octets, et le maximum est de 10 octets"

    def test_a_handler_that_asks_for_them_tells_of_refused_files_itself(self) -> None:
        class Telling(Box):
            async def receive(self, upload: Upload) -> None:
                self.upload = upload
                self.taken = [*self.taken, f"{upload.name}: {upload.status} {upload.error}"]
                upload.cancel()
                with pytest.raises(UploadError, match="it has 3 bytes, and 2 bytes are allowed"):
                    await upload.save("/nowhere/")
                await upload.read()

        with render_page(Telling(options={"max_bytes": 2, "refused": True})) as page:
            told = watched(page)
            page.locator("input").upload("a.bin", b"xxx")
            page.settle()
            said = "it has 3 bytes, and 2 bytes are allowed"
            assert box_of(page).taken == [f"a.bin: failed {said}"]
            assert (page.notice, page.errors) == ("", [])
            assert told == [{"upload": 1, "error": said}]

    def test_such_a_handler_tells_of_failures_itself(self) -> None:
        with render_page(Box(options={"refused": True})) as page:
            driver: Any = page._driver
            driver.browser.files._send = [].append
            page.locator("input").upload("a.bin", BIG)
            page.advance(11)
            assert page.locator("p").text == "failed 0% nothing came for 10 s"
            assert page.notice == ""

    def test_the_server_has_a_limit_of_its_own(self) -> None:
        with render_page(limited(file_bytes=1000)) as page:
            page.locator("input").upload("a.bin", b"x" * 1001)
            assert page.component.taken == []
            assert "a.bin" in page.notice

    def test_a_kind_that_is_not_accepted(self) -> None:
        with render_page(Box(attributes={"accept": "image/*,.csv"})) as page:
            for name in ("a.txt", "b.csv.exe", "c.png", "d.CSV"):
                page.locator("input").upload(name, b"x")
                page.settle()
            assert box_of(page).taken == ["c.png", "d.CSV"]

    @pytest.mark.parametrize(
        ("accepted", "name", "type"),
        [
            ("text/csv", "a.csv", "application/vnd.ms-excel"),
            ("application/zip", "a.zip", "application/x-zip-compressed"),
            ("text/*", "a.csv", "application/vnd.ms-excel"),
            ("application/x-zip-compressed", "a.zip", "application/x-zip-compressed"),
        ],
    )
    def test_what_windows_calls_a_kind(self, accepted: str, name: str, type: str) -> None:
        """The type of a file comes from the user's system, which may have a name of its own for it."""
        assert accepts(accepted, name, type)

    def test_a_name_makes_no_script_of_another_kind(self) -> None:
        assert not accepts("image/*", "a.png", "text/html")

    def test_an_empty_part_accepts_nothing(self) -> None:
        assert not accepts("image/png,", "a.unheard-of", "")

    def test_too_many(self) -> None:
        with render_page(Box(options={"max_files": 2}, attributes={"multiple": True})) as page:
            page.locator("input").upload(dict.fromkeys("abc", b"x"))
            assert page.notice == "c: there are too many files."
            page.settle()
            assert box_of(page).taken == ["a", "b"]

    def test_too_much_in_all(self) -> None:
        app = App(
            lambda: Box(attributes={"multiple": True}),
            limits=ServerLimits(uploads=UploadLimits(file_bytes=600, total_bytes=1000)),
        )
        with render_page(app) as page:
            page.locator("input").upload({"a": b"x" * 600, "b": b"x" * 600})
            assert page.notice == "b: all files together are too large."

    def test_read_has_a_limit(self) -> None:
        class Small(Box):
            async def receive(self, upload: Upload) -> None:
                self.upload = upload
                await upload.read(10)

        with render_page(Small()) as page:
            page.locator("input").upload("a.bin", b"x" * 11)
            page.settle()
            assert page.locator("p").text.startswith("failed 0% it has 11 bytes")
            assert page.errors == []

    @pytest.mark.parametrize(
        "payload",
        [
            {},
            {"files": [{"id": 0, "name": "a", "size": 1}]},
            {"files": [{"id": 1, "name": "a", "size": -1}]},
            {"files": [{"id": 1, "name": "a", "size": 1, "path": "/etc"}]},
            {"files": [{"id": 1, "name": "a" * 1025, "size": 1}]},
            {"files": [{"id": 2, "name": "a", "size": 1}, {"id": 2, "name": "a", "size": 1}]},
        ],
    )
    def test_a_browser_without_sense(self, payload: object) -> None:
        with render_page(Box()) as page:
            browser = page._driver.browser  # type: ignore[attr-defined]
            element = page._driver._one(page.locator("input")._steps)  # type: ignore[attr-defined]
            with page.expect_error(EventRefusedError):
                browser._emit_upload(element, payload)
                page.advance(0)
            assert box_of(page).taken == []


class TestEnds:
    def test_nobody_asks_for_it(self) -> None:
        class Forgetful(Box):
            def receive(self, upload: Upload) -> None:  # type: ignore[override]
                self.upload = upload

        with render_page(Forgetful()) as page:
            page.locator("input").upload("a.bin", BIG)
            page.advance(899)
            assert page.locator("p").text == "waiting 0%"
            page.advance(2)
            assert page.locator("p").text == "failed 0% it was not asked for in time"

    def test_kept_for_later(self) -> None:
        """A form whose files are read when it is submitted."""

        class Later(Box):
            def receive(self, upload: Upload) -> None:  # type: ignore[override]
                self.upload = upload

            async def click(self) -> None:  # type: ignore[override]
                assert self.upload is not None
                self._data["later"] = await self.upload.read()

        with render_page(Later()) as page:
            page.locator("input").upload("a.bin", BIG)
            page.advance(300)
            page.locator("button").click()
            page.settle()
            assert box_of(page)._data == {"later": BIG}

    def test_nothing_comes(self) -> None:
        with render_page(Box()) as page:
            driver: Any = page._driver
            send = driver.browser.files._send
            sent: list[bytes] = []
            # The connection is there, and the file does not come.
            driver.browser.files._send = sent.append
            page.locator("input").upload("a.bin", BIG)
            page.advance(9)
            assert page.locator("p").text == "receiving 0%"
            page.advance(2)
            assert page.locator("p").text == "failed 0% nothing came for 10 s"
            assert page.notice == "a.bin: nothing came for 10 s."
            # What comes too late is passed over.
            send(sent[0])
            page.advance(1)
            assert page.errors == []
            assert len(sent) == 3

    def test_a_broken_connection_is_no_stall(self) -> None:
        with render_page(Box()) as page:
            page.latency(500)
            page.locator("input").upload("a.bin", BIG)
            page.advance(2.2)
            assert "receiving 36%" in page.locator("p").text
            page.disconnect()
            page.advance(60)
            page.reconnect()
            page.settle()
            assert hashlib.sha256(box_of(page)._data["a.bin"]).digest() == hashlib.sha256(BIG).digest()
            assert page.errors == []

    def test_what_is_left_half_read_is_cancelled(self) -> None:
        class Head(Box):
            async def receive(self, upload: Upload) -> None:
                self.upload = upload
                async for chunk in upload:
                    self._data["head"] = chunk
                    break

        with render_page(Head()) as page:
            page.locator("input").upload("a.bin", BIG)
            page.settle()
            assert page.locator("p").text.startswith("cancelled")
            assert box_of(page)._data["head"] == BIG[:CHUNK_BYTES]

    def test_a_handler_that_fails(self) -> None:
        class Failing(Box):
            async def receive(self, upload: Upload) -> None:
                self.upload = upload
                await upload.__aiter__().__anext__()
                raise ValueError("mine")

        with render_page(Failing(attributes={"multiple": True})) as page:
            with page.expect_error(ValueError, "mine") as errors:
                page.locator("input").upload({"a.bin": BIG, "b.bin": BIG})
                page.settle()
            assert page.locator("p").text.startswith("cancelled")
            assert errors[0].__notes__ == ["and for another file: ValueError: mine"]

    def test_four_at_a_time(self) -> None:
        uploads: list[Upload] = []
        receiving: list[int] = []

        class Slow(Box):
            async def receive(self, upload: Upload) -> None:
                uploads.append(upload)
                async for _ in upload:
                    receiving.append(sum(one.status == "receiving" for one in uploads))
                    await asyncio.sleep(1)
                self.taken = [*self.taken, upload.name]

        with render_page(Slow(attributes={"multiple": True})) as page:
            page.locator("input").upload(dict.fromkeys("abcdef", b"x" * 2 * CHUNK_BYTES))
            page.settle()
            assert max(receiving) == 4
            assert sorted(box_of(page).taken) == [*"abcdef"]

    def test_who_sends_many_leaves_room_for_others(self) -> None:
        """Files that wait for their turn in their page hold nothing that other pages need."""

        class Slow(Box):
            async def receive(self, upload: Upload) -> None:
                async for _ in upload:
                    await asyncio.sleep(30)
                self.taken = [*self.taken, upload.name]

        def app(name: str) -> Component:
            return Slow(attributes={"multiple": True}) if name == "slow" else Box()

        limits = ServerLimits(uploads=UploadLimits(running=1, running_in_process=2))
        served = App(limits=limits)
        served.page("/{name}")(app)
        with render_page(served, "/slow") as slow, render_page(served, "/other") as other:
            slow.locator("input").upload(dict.fromkeys("abc", b"x"))
            slow.advance(1)
            other.locator("input").upload("d", b"x")
            other.advance(1)
            assert box_of(other).taken == ["d"]
            assert other.locator("p").text.startswith("done")
            slow.advance(100)
            assert box_of(slow).taken == [*"abc"]

    def test_memory_is_bounded(self) -> None:
        """However slow the handler is, no more than three chunks wait for it."""
        waiting: list[int] = []

        class Slow(Box):
            async def receive(self, upload: Upload) -> None:
                source: Any = upload._source
                async for _ in upload:
                    await asyncio.sleep(1)
                    waiting.append(sum(map(len, source._chunks)))

        with render_page(Slow()) as page:
            page.locator("input").upload("a.bin", BIG)
            page.settle()
            assert max(waiting) == 3 * CHUNK_BYTES

    def test_the_browser_cannot_read_it(self) -> None:
        with render_page(Box()) as page:
            driver: Any = page._driver
            driver.browser.files._send = lambda frame: driver.browser.socket.tell('[0,7,1,"NotReadableError"]')
            page.locator("input").upload("a.bin", BIG)
            page.settle()
            assert page.locator("p").text == "failed 0% the browser could not read it"

    def test_a_wrong_chunk_ends_the_connection(self) -> None:
        with render_page(Box()) as page:
            driver: Any = page._driver
            send = driver.browser.files._send
            driver.browser.files._send = lambda frame: send(encode_chunk(1, 5, b"x" * CHUNK_BYTES))
            with page.expect_error(ConnectionEndedError, "4400"):
                page.locator("input").upload("a.bin", BIG)


class TestAttaching:
    def test_a_handler_takes_an_upload(self) -> None:
        with pytest.raises(TypeError, match=r"write `def receive\(self, upload: Upload\)`"):
            h.input(type="file", on_upload=lambda: None)

        def wrong(event: int) -> None: ...

        with pytest.raises(TypeError, match=r"annotate it with domsync\.Upload"):
            h.input(type="file", on_upload=wrong)

    def test_an_element_says_how_files_come(self) -> None:
        def receive(upload: Upload) -> None: ...

        with pytest.raises(TypeError, match="drop=True"):
            h.div(on_upload=receive)
        assert h.div(on_upload=on(receive, drop=True)).listeners is not None

    def test_options(self) -> None:
        def receive(upload: Upload) -> None: ...

        with pytest.raises(ValueError, match="no other options"):
            h.input(type="file", on_upload=on(receive, debounce=100))
        with pytest.raises(ValueError, match="for on_upload"):
            h.div(on_click=on(lambda: None, drop=True))
        with pytest.raises(ValueError, match="max_bytes"):
            on(receive, max_bytes=0)

    def test_what_the_browser_is_told(self) -> None:
        def receive(upload: Upload) -> None: ...

        listener = on(receive, drop=True, paste=True)
        vnode = h.div(on_upload=listener)
        assert vnode.listeners is not None
        assert vnode.listeners["upload"].fields == (("drop", "dataTransfer.files"), ("paste", "clipboardData.files"))


def test_the_error_says_what_happened() -> None:
    assert str(UploadError("a.txt", "it was cancelled")) == "the upload of 'a.txt' has ended: it was cancelled"


class Area(Component):
    """The widget, as its fields say."""

    options: dict[str, Any] = {}
    taken: list[str] = []

    def render(self) -> Any:
        return w.file_upload("Invoices", self.receive, help="PDF", **self.options)

    async def receive(self, upload: Upload) -> None:
        await upload.read()
        self.taken = [*self.taken, upload.name]


class TestTheUploadArea:
    def test_what_is_refused_is_listed_with_the_reason(self) -> None:
        app = App(lambda: Area(options={"max_bytes": 5, "multiple": True, "accept": ".pdf"}), locale="fr")
        with render_page(app) as page:
            control = page.get_by_label("Invoices")
            control.upload({"a.pdf": b"x" * 6, "b.txt": b"x", "c.pdf": b"x"})
            page.settle()
            assert page.component.taken == ["c.pdf"]
            assert page.get_by_role("alert").texts == [
                "sa taille est de 6 octets, et le maximum est de 5 octets",
                "les fichiers de ce type ne sont pas acceptés ici",
            ]
            assert page.get_by_role("status").texts == ["Terminé"]
            assert (page.notice, control["aria-invalid"]) == ("", "true")
            described = [page.locator(f"#{name}").text for name in control["aria-describedby"].split()]
            assert described == ["PDF", *page.get_by_role("alert").texts]
            for name in ("a.pdf", "b.txt"):
                page.get_by_role("button", name=f"Retirer {name}").click()
            assert control.get_attribute("aria-invalid") is None
            assert [item.text.split()[0] for item in page.get_by_role("listitem")] == ["c.pdf1"]

    def test_of_a_single_file_the_one_before_stays(self) -> None:
        with render_page(Area(options={"max_bytes": 5})) as page:
            control = page.get_by_label("Invoices")
            for name, size in (("a", 5), ("b", 6), ("c", 7)):
                control.upload(name, b"x" * size)
                page.settle()
            assert [row.text[0] for row in page.get_by_role("listitem")] == ["a", "c"]
            control.upload("d", b"x")
            page.settle()
            assert [row.text[0] for row in page.get_by_role("listitem")] == ["d"]
            assert page.component.taken == ["a", "d"]
