"""examples/form.py: messages while one types and when one sends, and a save that happens once."""

from datetime import datetime, timedelta

import pytest

from domsync.testing import Page, render_page
from examples.form import Booking, BookingForm

# Not tomorrow: the run may go past midnight.
NEXT_WEEK = (datetime.now().astimezone() + timedelta(days=7)).date()


@pytest.fixture
def page() -> Page:
    return render_page(BookingForm)


def messages(page: Page) -> dict[str, str]:
    return {wrong.locator("label").text: wrong.get_by_role("alert").text for wrong in page.locator(".wrong")}


def fill_in(page: Page) -> None:
    page.get_by_label("Name").fill("Ada Lovelace")
    page.get_by_label("E-mail").fill("ada@example.org")
    page.get_by_label("Guests").fill("4")
    page.get_by_label("Day").fill(NEXT_WEEK.isoformat())
    page.get_by_label("Where").select("garden")


def test_nothing_is_wrong_before_anybody_has_typed(page: Page) -> None:
    assert messages(page) == {}


def test_a_message_comes_and_goes_while_one_types(page: Page) -> None:
    field = page.get_by_label("E-mail")
    field.type("ada@")
    assert messages(page) == {"E-mail": "An address looks like name@example.org"}
    field.type("example.org")
    assert messages(page) == {}
    assert page.component.email == "ada@example.org"


def test_what_is_refused_stays_in_its_field(page: Page) -> None:
    page.get_by_label("Guests").fill("12")
    assert page.get_by_label("Guests").value == "12"
    assert page.component.guests == 2
    assert messages(page) == {"Guests": "Please enter a value of at most 8"}
    page.get_by_label("Name").type("A")
    assert page.get_by_label("Guests").value == "12"
    assert list(messages(page)) == ["Name", "Guests"]


def test_sending_an_empty_form_tells_all_that_is_missing(page: Page) -> None:
    page.get_by_role("button", name="Book").click()
    page.settle()
    assert list(messages(page)) == ["Name", "E-mail", "Day"]
    assert page.component.booked is None
    assert page.get_by_label("Guests").value == "2"


def test_a_day_in_the_past_is_refused(page: Page) -> None:
    page.get_by_label("Day").fill("2020-02-29")
    assert messages(page) == {"Day": "Choose tomorrow or a later day"}


def test_a_right_form_is_saved_after_a_while(page: Page) -> None:
    fill_in(page)
    assert messages(page) == {}
    page.get_by_role("button", name="Book").click()
    assert page.get_by_role("button").text == "Booking …"
    assert page.component.booked is None
    page.advance(1)
    assert page.get_by_role("heading").text == "Thank you, Ada Lovelace"
    assert f"A table for 4, garden, on {NEXT_WEEK:%A, %d %B %Y}." in page.text
    expected = Booking.model_construct(
        name="Ada Lovelace", email="ada@example.org", guests=4, day=NEXT_WEEK, place="garden"
    )
    assert page.component.booked == expected


def test_sending_twice_saves_once(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    bookings: list[Booking] = []
    book = BookingForm.book

    async def counted(self: BookingForm, booking: Booking) -> None:
        bookings.append(booking)
        await book(self, booking)

    monkeypatch.setattr(BookingForm, "book", counted)
    fill_in(page)
    for _ in range(3):
        page.get_by_label("Name").press("Enter")
        page.advance(0.2)
    page.settle()
    assert len(bookings) == 1
    page.get_by_role("button", name="Book another").click()
    assert page.get_by_label("Name").value == "Ada Lovelace"
    page.get_by_label("Name").press("Enter")
    page.settle()
    assert len(bookings) == 2
