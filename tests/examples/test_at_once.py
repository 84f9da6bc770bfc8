"""examples/at_once.py does in the browser what needs no server."""

from domsync.testing import render_page
from examples.at_once import AtOnce


def test_menu_dialog_and_tabs_send_nothing_but_what_has_changed() -> None:
    page = render_page(AtOnce)
    page.get_by_role("button", name="Menu").click()
    assert page.focused.text == "About"
    page.press("ArrowDown")
    page.press("ArrowDown")
    page.press("ArrowDown")
    assert page.focused.text == "About"
    page.press("Escape")
    assert not page.get_by_role("menu")
    page.get_by_role("button", name="Menu").click()
    page.get_by_text("Copy the address").click()
    assert page.environment.clipboard == "https://example.org"
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("menuitem", name="Python").click()
    assert page.environment.tabs == ["https://www.python.org"]
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("heading").click()
    assert not page.get_by_role("menu")
    page.get_by_role("tab", name="Grace").click()
    assert page.get_by_role("tabpanel").text == "All about Grace."
    assert page.get_by_role("tab", selected=True).text == "Grace"
    assert page.last.renders == []


def test_saving_shows_that_it_works() -> None:
    page = render_page(AtOnce)
    save = page.locator(".save")
    save.click()
    assert not save.is_enabled()
    page.advance(0.5)
    assert page.locator("form[data-pending]")
    page.settle()
    assert save.is_enabled()
    assert page.get_by_role("status").text == "Saved 1 times"
    assert not page.locator("[data-pending]")


def test_a_dialog_opens_and_closes() -> None:
    page = render_page(AtOnce)
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("menuitem", name="About").click()
    assert page.get_by_role("dialog")
    page.get_by_role("button", name="Close").click()
    assert not page.get_by_role("dialog")


def test_what_the_user_likes_is_state() -> None:
    page = render_page(AtOnce)
    page.emulate(dark=True)
    assert "You prefer dark mode." in page.text
