"""Names of files, from browsers and to browsers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domsync.server.files.names import clean_name, content_disposition, numbered
from tests.corpus import Hostile, texts


def assert_is_harmless(name: str) -> None:
    assert name
    assert 0 < len(name.encode()) <= 255
    assert not set('/\\<>:"|?*') & set(name)
    assert name not in (".", "..")
    assert not name.startswith((".", " "))
    assert not name.endswith((".", " "))
    # Neither control characters nor those that turn the direction of writing.
    assert name.isprintable()


class TestClean:
    @pytest.mark.parametrize(
        ("name", "clean"),
        [
            ("report.pdf", "report.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Windows\\system32\\cmd.exe", "cmd.exe"),
            (".htaccess", "htaccess"),
            ("photo\u202egpj.exe", "photogpj.exe"),
            ("a\nb\tc.txt", "abc.txt"),
            ("a\u2028b.txt", "a b.txt"),
            ("CON", "_CON"),
            ("nul.tar.gz", "_nul.tar.gz"),
            ("Übung 1.txt", "Übung 1.txt"),
            ("U\u0308bung.txt", "Übung.txt"),
            ("a:b*c?.txt", "a_b_c_.txt"),
            ("", "file"),
            ("...", "file"),
            ("half \ud83d.txt", "half _.txt"),
            ("x" * 300 + ".txt", "x" * 251 + ".txt"),
            ("ü" * 300, "ü" * 127),
        ],
    )
    def test_a_name(self, name: str, clean: str) -> None:
        assert clean_name(name) == clean
        assert_is_harmless(clean)

    @given(st.text())
    def test_any_text(self, name: str) -> None:
        assert_is_harmless(clean_name(name))
        assert clean_name(clean_name(name)) == clean_name(name)

    @pytest.mark.parametrize("hostile", texts(2000), ids=str)
    def test_the_hostile_strings(self, hostile: Hostile) -> None:
        assert_is_harmless(clean_name(hostile.text))

    def test_numbered(self) -> None:
        assert numbered("a.txt", 2) == "a (2).txt"
        assert numbered("README", 3) == "README (3)"
        assert len(numbered("x" * 251 + ".txt", 12).encode()) == 255


class TestHeader:
    @pytest.mark.parametrize(
        ("name", "header"),
        [
            ("a.csv", 'attachment; filename="a.csv"'),
            (
                "Bericht für März.pdf",
                "attachment; filename=\"Bericht fur Marz.pdf\"; filename*=UTF-8''Bericht%20f%C3%BCr%20M%C3%A4rz.pdf",
            ),
            ("\u5831\u544a.csv", "attachment; filename=\".csv\"; filename*=UTF-8''%E5%A0%B1%E5%91%8A.csv"),
            ("100%.txt", "attachment; filename=\"100_.txt\"; filename*=UTF-8''100%25.txt"),
        ],
    )
    def test_a_name(self, name: str, header: str) -> None:
        assert content_disposition(name) == header

    @given(st.text())
    def test_no_name_breaks_the_header(self, name: str) -> None:
        header = content_disposition(clean_name(name))
        assert header.isascii()
        assert header.isprintable()
        assert header.count('"') == 2
