"""The example of signing in."""

from domsync.testing import render_page
from examples.login import app


def test_sign_in_and_out() -> None:
    with render_page(app) as page:
        assert page.url == "http://test/login?next=/"
        page.get_by_label("Name").fill("ann")
        page.get_by_label("Password").fill("milk")
        page.get_by_role("button").click()
        page.settle()
        assert page.get_by_role("alert").text == "The name or the password is wrong."
        page.get_by_label("Password").fill("tea")
        page.get_by_role("button").click()
        page.settle()
        assert page.get_by_role("heading").text == "Notes for ann"
        page.get_by_label("Note").fill("Buy milk")
        page.get_by_text("Add").click()
        assert page.get_by_role("listitem").texts == ["Buy milk"]
        with render_page(app, cookies=page.cookies) as tab:
            assert tab.get_by_role("listitem").texts == ["Buy milk"]
            page.get_by_text("Sign out").click()
            page.advance(6)
            assert page.url == "http://test/login?next=/"
            assert tab.url == "http://test/login?next=/"
