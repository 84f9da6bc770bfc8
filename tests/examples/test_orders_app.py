"""The administration of orders: who may do what, tables, forms, two editors at once, import and export."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest

from domsync.testing.plugin import PageOf
from examples.apps import orders as example


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An app with 300 orders of its own."""
    monkeypatch.setattr(example, "made_up", lambda count, made_up=example.made_up: made_up(300))
    monkeypatch.setattr(example, "orders", example.Orders(":memory:"))
    monkeypatch.setattr(example, "saved", example.Saved())
    yield
    example.orders.connection.close()


def sign_in(page_of: PageOf, name: str, password: str, path: str = "/") -> Any:
    page = page_of(example.app, path)
    page.locator("[name=name]").fill(name)
    page.locator("[name=password]").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.settle()
    return page


def test_who_may_do_what(page_of: PageOf) -> None:
    page = sign_in(page_of, "ann", "milk", "/7")
    assert page.get_by_role("alert").text.endswith("The name or the password is wrong.")
    page.locator("[name=password]").fill("tea")
    page.get_by_role("button", name="Sign in").click()
    page.settle()
    # Where one wanted to go.
    assert page.url.endswith("/7")
    assert page.get_by_label("Customer").value
    reader = sign_in(page_of, "bob", "milk")
    assert reader.locator("nav a").texts == ["All orders", "Export"]
    reader.goto("/7")
    assert not reader.locator("form").count()
    for path in ("/new", "/import"):
        reader.goto(path)
        assert reader.status == 403
    reader.get_by_role("button", name="Sign out").click()
    reader.settle()
    assert reader.url.endswith("/login") or "/login?" in reader.url


def test_the_table_finds_sorts_and_opens(page_of: PageOf) -> None:
    page = sign_in(page_of, "ann", "tea")
    assert page.get_by_role("link", name="300", exact=True)
    page.get_by_role("searchbox").fill("Lyon")
    page.advance(1)
    page.settle()
    assert set(page.locator("tbody td:nth-child(4)").texts) == {"Lyon"}
    page.get_by_role("searchbox").fill("")
    page.advance(1)
    page.get_by_role("link", name="300", exact=True).click()
    page.settle()
    assert page.url.endswith("/300")
    page.goto("/999")
    assert page.get_by_role("heading", name="There is no such order")


def test_orders_are_deleted_after_a_question(page_of: PageOf) -> None:
    page = sign_in(page_of, "ann", "tea")
    page.get_by_role("checkbox", name="Select row").first.check()
    page.get_by_role("button", name="Delete 1").click()
    page.locator("dialog").get_by_role("button", name="Delete").click()
    page.advance(0.1)
    assert example.orders.get(300) is None
    assert "1 orders were deleted" in page.text
    assert not page.get_by_role("link", name="300", exact=True).count()


def test_a_new_order(page_of: PageOf) -> None:
    page = sign_in(page_of, "ann", "tea", "/new")
    page.get_by_role("button", name="Save").click()
    page.settle()
    assert "There are 6 problems" in page.get_by_role("alert").first.text
    for label, text in (
        *(("Customer", "Ken Thompson"), ("E-mail", "ken@example.org"), ("Street", "Hill 1")),
        *(("Postcode", "10115"), ("City", "Berlin"), ("Discount in percent", "10")),
    ):
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Add").click()
    page.get_by_role("textbox", name="Article").fill("Tea")
    page.get_by_label("Amount").fill("2")
    page.get_by_role("button", name="Save").click()
    page.settle()
    assert page.url.endswith("/301")
    order, version = example.orders.get(301) or (None, 0)
    assert order is not None
    assert (order.customer, order.lines[0].amount, str(order.total), version) == ("Ken Thompson", 2, "22.72", 1)


@pytest.mark.browser
@pytest.mark.domsync_browser("in-process", "chromium")
def test_two_editors_at_once(page_of: PageOf) -> None:
    first, second = sign_in(page_of, "ann", "tea", "/7"), sign_in(page_of, "ann", "tea", "/7")
    overview = sign_in(page_of, "bob", "milk")
    first.get_by_label("Customer").fill("First Editor")
    second.get_by_label("City").fill("Rome")
    first.get_by_role("button", name="Save").click()
    first.settle()
    second.settle()
    # The other one hears of it at once, and does not lose what was entered.
    assert "ann has saved this order in the meantime" in second.get_by_role("alert").first.text
    second.get_by_role("button", name="Save").click()
    second.settle()
    assert "Your changes were not saved" in second.text
    assert second.get_by_label("City").value == "Rome"
    order, version = example.orders.get(7) or (None, 0)
    assert order is not None
    assert (order.customer, version) == ("First Editor", 2)
    second.get_by_role("button", name="Show the current order").click()
    assert second.get_by_label("Customer").value == "First Editor"
    overview.get_by_role("searchbox").fill("First Editor")
    overview.advance(1)
    overview.settle()
    assert overview.locator("tbody td:nth-child(3)").texts == ["First Editor"]


def test_a_file_that_is_no_csv_is_refused_with_the_reason(page_of: PageOf) -> None:
    page = sign_in(page_of, "ann", "tea", "/import")
    before = len(list(example.orders.lines()))
    for data, said in (
        (b"\xff\xfe\x00\x01", "orders.csv is not a CSV file in UTF-8"),
        (b"a,b\n1,2\n", "Line 2: customer: Field required"),
        (b'customer\n"Ann', "unexpected end of data"),
        (b"customer,city\nAnn,Vienna,more,and more\n", "Line 2: email: Field required"),
        (b"", "Import"),
    ):
        page.locator("input[type=file]").upload("orders.csv", data)
        page.settle()
        assert said in page.text
    assert len(list(example.orders.lines())) == before


@pytest.mark.browser
@pytest.mark.domsync_browser("in-process", "chromium")
def test_ten_thousand_rows_come_in_and_go_out(page_of: PageOf) -> None:
    page = sign_in(page_of, "ann", "tea", "/import")
    lines = list(example.orders.lines())
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*example.COLUMNS, "article", "amount", "price"])
    for number, row in enumerate(csv.reader(lines[1:] * 34)):
        if number < 10_000:
            writer.writerow([*row, "Tea", 2, "much" if number == 3 else "3.50"])
    page.locator("input[type=file]").upload("orders.csv", text.getvalue().encode())
    page.settle()
    assert "9,999 orders were added." in page.text
    assert "Line 5: price: Input should be" in page.text
    answer = page.fetch("/orders.csv")
    assert answer.status == 200
    assert answer.data.count(b"\n") == 1 + 300 + 9_999
    assert "Sign in" in page_of(example.app).fetch("/orders.csv").data.decode()
