from domsync.testing import render_page
from examples.chat import app


def test_what_one_says_all_hear() -> None:
    ada = render_page(app)
    assert ada.messages == [("people", {"count": 1})]
    bob = render_page(app)
    ada.messages.clear()
    bob.send_message("say", name="Bob", text="Hello <b>")
    for page in (ada, bob):
        assert page.messages[-1] == ("said", {"name": "Bob", "text": "Hello <b>"})
    bob.close()
    assert ada.messages[-1] == ("people", {"count": 1})


def test_a_message_without_a_text() -> None:
    page = render_page(app)
    page.send_message("say", name="Bob")
    problem = {"of": "say", "field": "text", "text": "Object missing required field `text`"}
    assert page.messages[-1] == ("error", problem)
