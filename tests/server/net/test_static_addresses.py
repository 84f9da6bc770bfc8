"""Addresses of files that change with their content: what a page says, each time, of what lies in the folder then."""

import os
from pathlib import Path

import pytest

from domsync.server.net.static import StaticFolder


def test_an_address_follows_its_file(tmp_path: Path) -> None:
    folder, outside = tmp_path / "folder", tmp_path / "outside"
    folder.mkdir()
    outside.mkdir()
    for place, text in ((folder, "a"), (outside, "b")):
        (place / "x y.css").write_text(text)
    files = StaticFolder(folder)
    path = "x%20y.css"
    first = files.address(path)
    assert first.startswith(f"{path}?v=")
    assert files.address(path) == first
    (folder / "x y.css").write_text("other")
    second = files.address(path)
    assert second.startswith(f"{path}?v=")
    assert second != first
    # What lies elsewhere has no version, even if it lay here before.
    (folder / "x y.css").unlink()
    assert files.address(path) == path
    (folder / "x y.css").symlink_to(outside / "x y.css")
    assert files.address(path) == path
    (folder / "x y.css").unlink()
    (folder / "x y.css").write_text("a")
    assert files.address(path) == first


def test_a_file_that_becomes_a_link_to_one_outside_loses_its_version(tmp_path: Path) -> None:
    folder, outside = tmp_path / "folder", tmp_path / "b.css"
    folder.mkdir()
    outside.write_text("a")
    (folder / "a.css").write_text("a")
    stat = (folder / "a.css").stat()
    os.utime(outside, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    files = StaticFolder(folder)
    assert "?" in files.address("a.css")
    (folder / "a.css").unlink()
    (folder / "a.css").symlink_to(outside)
    assert files.address("a.css") == "a.css"


def test_a_path_is_resolved_once_as_long_as_the_file_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.css").write_text("a")
    files = StaticFolder(tmp_path)
    resolved: list[str] = []
    find = StaticFolder.find

    def count(self: StaticFolder, path: str) -> Path | None:
        resolved.append(path)
        return find(self, path)

    monkeypatch.setattr(StaticFolder, "find", count)
    addresses = {files.address("a.css") for _ in range(5)}
    assert len(addresses) == 1
    assert resolved == ["a.css"]
    (tmp_path / "a.css").write_text("bb")
    assert files.address("a.css") not in addresses
    assert resolved == ["a.css", "a.css"]
