"""Sign in, see a page that only you may see, and sign out in all tabs at once.

Serve it with `python examples/login.py`; sign in as ann with the password tea. (argon2-cffi is better than scrypt.)
"""

import hashlib
import hmac
import secrets
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from domsync import App, Child, Component, Redirect, Request, Session, SessionOptions, Visit, run_in_thread, to_login
from domsync import html as h


class Notes(Session):
    notes: list[str] = []


class Credentials(BaseModel):
    name: str = Field(min_length=1, max_length=100)
    password: str = Field(min_length=1, max_length=1000)


def hashed(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1)


def _entry(password: str) -> tuple[bytes, bytes]:
    return (salt := secrets.token_bytes(16)), hashed(password, salt)


USERS = {"ann": _entry("tea"), "bob": _entry("milk")}
#: Checked for unknown names, so that the response time does not tell who has an account.
NOBODY = _entry(secrets.token_hex())


def is_right(credentials: Credentials) -> bool:
    """Return whether a password is correct."""
    salt, expected = USERS.get(credentials.name, NOBODY)
    return hmac.compare_digest(hashed(credentials.password, salt), expected) and credentials.name in USERS


def is_signed_in(request: Request) -> Redirect | None:
    """Let signed-in users in, and redirect others to the login page."""
    return None if request.user else to_login(request)


SHEETS = ["/static/base.css", "/static/pages.css"]
STATIC = Path(__file__).parent / "static"
app = App(title="Notes", static=STATIC, stylesheets=SHEETS, sessions=SessionOptions(model=Notes))


@app.page("/login")
class Login(Component):
    is_wrong: bool = False

    def render(self) -> Child:
        return h.form(
            h.h1("Sign in"),
            h.label("Name ", h.input(name="name", autocomplete="username")),
            h.label(" Password ", h.input(name="password", type="password", autocomplete="current-password")),
            h.button("Sign in"),
            self.is_wrong and h.p("The name or the password is wrong.", role="alert"),
            on_submit=self.sign_in,
            class_="card",
        )

    async def sign_in(self, credentials: Credentials) -> None:
        if await run_in_thread(is_right, credentials):
            self.use(Visit).sign_in(credentials.name)
        else:
            self.is_wrong = True


@app.page("/", guard=is_signed_in)
class Private(Component):
    draft: str = ""

    def render(self) -> Child:
        session: Any = self.use(Visit).session
        return h.main(
            h.h1(f"Notes for {session.user}"),
            h.ul(*[h.li(note) for note in session.notes]),
            h.form(h.input(aria={"label": "Note"}, bind=self.field("draft")), h.button("Add"), on_submit=self.add),
            h.button("Sign out", on_click=lambda: self.use(Visit).sign_out()),
            class_="card",
        )

    def add(self) -> None:
        if self.draft:
            self.use(Visit).session.notes.append(self.draft)
            self.draft = ""


if __name__ == "__main__":
    app.run()
