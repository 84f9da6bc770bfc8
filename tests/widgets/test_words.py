"""The words of the widgets, and numbers and dates, in the reader's language."""

import datetime
import gettext
import runpy
import sys
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

import pydantic
import pytest
from pydantic import BaseModel, EmailStr, Field, HttpUrl, ValidationError, field_validator
from pydantic_core._pydantic_core import list_all_errors

from domsync import App, Component
from domsync import html as h
from domsync import widgets as w
from domsync.components import Locale, formats, translations
from domsync.components.field_messages import MESSAGES, field_message, problems_of
from domsync.testing import render_page

ROOT = Path(__file__).parents[2]
TOOL: dict[str, Any] = runpy.run_path(str(ROOT / "tools" / "make_words.py"))
CATALOGUES = sorted((ROOT / "domsync" / "components" / "locale").rglob("*.po"))


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_every_word_is_translated_and_compiled(path: Path) -> None:
    entries = TOOL["read_po"](path.read_text(encoding="utf-8"))
    assert path.with_suffix(".mo").read_bytes() == TOOL["mo"](entries), "run tools/make_words.py"
    said = {key.partition("\0")[0]: text for key, text in entries.items() if key}
    assert said.keys() == TOOL["words_of_the_code"]().keys()
    for english, text in said.items():
        for part in text.split("\0"):
            assert part, english
            assert sorted(_names(part)) == sorted(_names(english)), (english, part)


def _names(text: str) -> list[str]:
    return [part.partition("}")[0] for part in text.split("{")[1:]]


def test_there_are_more_than_five_languages() -> None:
    assert {"de", "en", "es", "fr", "it", "pt"} <= set(w.languages())


class Page(Component):
    def render(self) -> Any:
        return [w.spinner(), w.rating("Stars", value=1, highest=2)]


def test_the_locale_of_the_app_and_of_the_browser() -> None:
    page = render_page(App(Page, locale="de"))
    assert page.get_by_role("status", name="Wird geladen")
    assert page.get_by_role("radio", name="2 Sterne")
    assert page.get_by_role("radio", name="1 Stern", exact=True)
    assert render_page(App(Page, locale="xx")).get_by_role("status", name="Loading")
    assert render_page(App(Page, lang="fr")).get_by_role("status", name="Chargement")


def test_the_page_says_its_language_and_direction() -> None:
    html = App(Page, locale="ar-EG")
    page = render_page(html)
    assert page.status == 200
    with pytest.raises(ValueError, match="a locale is a language tag"):
        App(Page, locale="<b>")
    with pytest.raises(ValueError, match="there is no theme 'pink'"):
        App(Page, theme="pink")


def test_a_language_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translations, "_own", {})

    class Dutch(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return "Laden" if message == "Loading" else super().gettext(message)

    w.add_words("nl", Dutch())
    assert render_page(App(Page, locale="nl-BE")).get_by_role("status", name="Laden")
    translations.translations.cache_clear()


@pytest.mark.parametrize(
    ("tag", "number", "day"),
    [("en", "1,234.5", "Mar 1, 2026"), ("de", "1.234,5", "01.03.2026"), ("fr", "1\u202f234,5", "1 mars 2026")],
)
def test_numbers_and_dates(tag: str, number: str, day: str) -> None:
    locale = Locale(tag)
    assert formats.number_text(Decimal("1234.5"), locale=locale) == number
    assert formats.read_number(number, locale=locale) == "1234.5"
    assert formats.date_text(datetime.date(2026, 3, 1), locale=locale) == day
    assert formats.number_text(None) == formats.date_text(None) == formats.read_number(" ") == ""
    assert formats.read_number("twelve", locale=locale) == "twelve"


def test_without_babel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "babel", None)
    formats._babel.cache_clear()
    try:
        assert formats.number_text(1234.5, digits=2) == "1,234.50"
        assert formats.read_number("1,234.5") == "1234.5"
        assert formats.read_number("x") == "x"
        assert formats.date_text(datetime.datetime.fromisoformat("2026-03-01T09:30")) == "2026-03-01 09:30"
        assert formats.date_text(datetime.time(9, 30)) == "09:30"
        assert formats.relative_text(-200) == "3 minutes ago"
        assert formats.relative_text(86_400) == "in 1 day"
    finally:
        formats._babel.cache_clear()


def test_what_is_no_number_is_written_as_it_is() -> None:
    assert formats.number_text(float("nan")) == "nan"
    assert formats.relative_text(-200, locale=Locale("de")) == "vor 3 Minuten"


class Order(BaseModel):
    """One field for each kind of message."""

    customer: str = Field(min_length=2)
    code: str = Field(pattern=r"^\d+$", max_length=1)
    count: int = Field(ge=1, le=1234567)
    price: Decimal = Field(gt=Decimal("0.5"), decimal_places=1)
    due: datetime.date = Field(gt=datetime.date(2026, 3, 1))
    way: Literal["post", "courier"]
    site: HttpUrl
    tags: list[str] = Field(min_length=1)
    pause: datetime.timedelta
    name: str

    @field_validator("name")
    @classmethod
    def is_free(cls, name: str) -> str:
        if name:
            raise ValueError("This name is taken")
        return name


def messages(locale: Locale) -> dict[str, str]:
    """What is said of an order in which everything is wrong."""
    wrong = {
        "customer": "A",
        "code": "xy",
        "count": "2,5",
        "price": "0.2",
        "due": "2026-03-01",
        "way": "pigeon",
        "site": "nowhere",
        "tags": [],
        "pause": "soon",
        "name": "Ada",
    }
    with pytest.raises(ValidationError) as caught:
        Order.model_validate(wrong)
    return {str(one["loc"][0]): field_message(one, locale) for one in problems_of(caught.value)}


def test_what_is_wrong_is_said_in_the_language_of_the_page() -> None:
    assert messages(Locale("de-AT")) == {
        "customer": "Bitte geben Sie mindestens 2 Zeichen ein",
        "code": "Bitte geben Sie höchstens 1 Zeichen ein",
        "count": "Bitte geben Sie eine ganze Zahl ein",
        "price": "Bitte geben Sie mehr als 0,5 ein",
        "due": "Bitte geben Sie ein Datum nach dem 01.03.2026 ein",
        "way": "Bitte wählen Sie eine der Möglichkeiten",
        "site": "Bitte geben Sie eine Webadresse wie https://example.org ein",
        "tags": "Bitte geben Sie mindestens 1 Eintrag an",
        "pause": "Bitte geben Sie eine Dauer wie 1:30:00 ein",
        "name": "This name is taken",
    }
    assert messages(Locale("fr"))["tags"] == "Veuillez indiquer au moins 1 élément"
    # A language without words has the English ones.
    for tag in ("en", "sv"):
        assert messages(Locale(tag))["customer"] == "Please enter at least 2 characters"
        assert messages(Locale(tag))["name"] == "This name is taken"


#: Kinds that the oldest pydantic which is allowed does not have, and the version that brought them.
SINCE = {"string_not_ascii": (2, 13)}


@pytest.mark.parametrize("kind", sorted(MESSAGES))
def test_every_kind_of_message_is_pydantics_and_says_what_it_knows(kind: str) -> None:
    known: dict[str, Any] = {one["type"]: one for one in list_all_errors()}
    if kind == "email" or (kind in SINCE and tuple(map(int, pydantic.VERSION.split(".")[:2])) < SINCE[kind]):
        return
    message, kind = MESSAGES[kind], kind if kind in known else kind.removeprefix("date_")
    names = set(_names(message if isinstance(message, str) else message[1]))
    assert names <= set(known[kind].get("example_context") or {})


def test_an_email_address() -> None:
    class Person(BaseModel):
        email: EmailStr

    with pytest.raises(ValidationError) as caught:
        Person(email="nobody")
    [problem] = problems_of(caught.value)
    assert field_message(problem, Locale("it")) == "Inserisci un indirizzo email"
    assert "email" in field_message(problem, Locale("en"))


def test_messages_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translations, "_own", {})

    class Ours(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            said = {
                "Please enter a whole number": "How many?",
                "This name is taken": "Somebody has this name already",
            }
            return said.get(message) or super().gettext(message)

    w.add_words("en", Ours())
    said = messages(Locale("en-GB"))
    assert (said["count"], said["name"]) == ("How many?", "Somebody has this name already")
    assert said["customer"] == "Please enter at least 2 characters"


def test_pydantics_own_sentences_can_be_translated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translations, "_own", {})

    class Ours(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return "Too short" if message == "String should have at least 2 characters" else super().gettext(message)

    w.add_words("sv", Ours())
    assert messages(Locale("sv"))["customer"] == "Too short"
    translations.translations.cache_clear()


class Line(BaseModel):
    title: str = Field(min_length=3)


class Entering(Component):
    """A bound control, a form of entries and a form of a model."""

    count: Annotated[int, Field(le=5)] = 1

    def render(self) -> Any:
        return [
            w.number_input("Count", bind=self.field("count")),
            h.input(bind=self.field("count"), aria={"label": "Plain"}),
            h.form(h.input(name="title", aria={"label": "Title"}), h.button("Send"), on_submit=self.sent),
            h.p(self.errors.get("title"), id="title"),
            w.form(Line, self.made, submit="Make"),
            w.combobox("City", ["Graz", "Genf"]),
        ]

    def sent(self, line: Line) -> None: ...

    def made(self, line: Line) -> None: ...


def test_fields_say_it_while_one_enters() -> None:
    page = render_page(App(Entering, locale="de"))
    page.get_by_label("Count").fill("9")
    assert page.get_by_text("Bitte geben Sie höchstens 5 ein")
    page.get_by_label("Plain").fill("x")
    assert page.get_by_text("Bitte geben Sie eine ganze Zahl ein")
    page.locator("form").first.get_by_label("Title").fill("ab")
    page.get_by_role("button", name="Send").click()
    assert page.locator("#title").text == "Bitte geben Sie mindestens 3 Zeichen ein"
    page.get_by_role("button", name="Make").click()
    assert page.get_by_role("alert").filter(has_text="Bitte füllen Sie dieses Feld aus")
    # What a handler says is said in the page's language, too.
    page.get_by_role("combobox", name="City").fill("g")
    assert page.get_by_role("status").filter(has_text="2 Möglichkeiten")


@pytest.mark.parametrize("value", [10**28, Decimal(f"1.{'1' * 40}"), 1e300, Decimal("-1E+50")])
def test_numbers_of_more_digits_than_decimals_have(value: float | Decimal) -> None:
    assert Decimal(formats.number_text(value, locale=Locale("en")).replace(",", "")) == Decimal(str(value))
    assert formats.number_text(value, locale=Locale("en"), digits=2).partition(".")[2] in ("00", "11")


def test_numbers_too_long_to_be_read() -> None:
    assert [formats.number_text(value) for value in (Decimal("1E+999999"), 10**5000, Decimal("1E-500"))] == [
        "1e+999999",
        "1.00000e+5000",
        "1e-500",
    ]


@pytest.mark.parametrize(
    ("tag", "text", "number"),
    [
        ("de", "1.5", "1.5"),
        ("de", "1234.5", "1234.5"),
        ("de", "1.234", "1234"),
        ("de", "-1.234.567,5", "-1234567.5"),
        ("de", "1.5.7", "1.5.7"),
        ("en", "1,5", "1,5"),
        ("en", "1,234.5", "1234.5"),
        ("en-IN", "12,34,567", "1234567"),
        ("fr", "1\u202f234,5", "1234.5"),
    ],
)
def test_a_separator_at_a_place_where_there_is_none(tag: str, text: str, number: str) -> None:
    """It would make 15 of 1.5: what is not of the locale is left to the field, which takes 1.5 for what it is."""
    assert formats.read_number(text, locale=Locale(tag)) == number
