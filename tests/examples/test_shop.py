"""examples/shop.py: one shell, three pages, and addresses that say what is shown."""

from domsync.testing import render_page
from examples.shop import app


def test_the_basket_stays_while_pages_change() -> None:
    page = render_page(app)
    page.get_by_role("link", name="Teas", exact=True).click()
    page.get_by_role("link", name="Sencha").click()
    page.get_by_role("button", name="Add to basket").click()
    page.get_by_role("button", name="Next tea").click()
    assert page.url == "http://test/teas/gyokuro"
    page.get_by_role("button", name="Add to basket").click()
    assert page.get_by_text("In your basket: 2 packets, 27 €")
    page.back()
    assert page.get_by_role("heading").text == "Sencha"
    page.back()
    assert page.get_by_role("heading").text == "All teas"
    assert page.get_by_text("In your basket: 2 packets, 27 €")


def test_the_filter_is_in_the_address() -> None:
    page = render_page(app, "/teas?kind=white")
    assert page.get_by_role("listitem").texts == ["Pai Mu Tan, 12 €", "Silver Needle, 24 €"]
    page.get_by_label("Kind").select("green")
    page.get_by_label("Name").type("gyo")
    assert page.url == "http://test/teas?kind=green&words=gyo"
    assert page.get_by_role("listitem").texts == ["Gyokuro, 19 €"]
    page.back()
    assert page.url == "http://test/teas?kind=white"
    assert page.get_by_role("listitem").texts == ["Pai Mu Tan, 12 €", "Silver Needle, 24 €"]
    page.goto("/coffee")
    assert page.get_by_role("heading").text == "Not found"
    assert page.get_by_role("link", name="Teas")
