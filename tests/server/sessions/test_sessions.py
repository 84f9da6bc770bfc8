"""Sessions, signing in and out, and guards, in process."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from domsync import App, Component, Redirect, Request, Session, SessionOptions, SqliteStore, Visit, to_login
from domsync import html as h
from domsync.server.net.responses import HttpResponse, own_path
from domsync.server.pages.visit import served_visit
from domsync.server.sessions.cookies import SessionCookie, key_of
from domsync.server.sessions.store import MemoryStore
from domsync.testing import render_page
from domsync.testing.in_process.simulation import simulation

COOKIE = "domsync_session"


class Shop(Session):
    cart: list[str] = []


class Cart(Component):
    ran: int = 0

    def render(self) -> Any:
        session = self.use(Visit).session
        return h.div(
            h.p(f"{session.user}: {', '.join(session.cart)}"),
            h.button("buy", on_click=self.buy),
            h.button("in", on_click=self.sign_in),
            h.button("out", on_click=self.sign_out),
        )

    def buy(self) -> None:
        self.ran += 1
        self.use(Visit).session.cart.append("tea")

    def sign_in(self) -> None:
        self.use(Visit).sign_in("ann")

    def sign_out(self) -> None:
        self.use(Visit).sign_out()


def shop(**options: Any) -> App:
    return App(Cart, sessions=SessionOptions(model=Shop, **options))


def get(app: App, path: str, cookies: dict[str, str] | None = None, **more: Any) -> HttpResponse:
    """Ask for a page, as a browser does."""
    cookie = "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())
    plain, _, query = path.partition("?")
    request = Request(plain, query, headers={"host": "test", "cookie": cookie}, **more)
    answer = simulation.run(lambda: app.hosting.respond(request))
    assert isinstance(answer, HttpResponse)
    return answer


class TestCookie:
    def test_its_attributes(self) -> None:
        with render_page(shop()) as page:
            assert set(page.cookies) == {COOKIE}
            assert len(page.cookies[COOKIE]) >= 43
            app = page._driver._serving._app  # type: ignore[attr-defined]
            [line] = get(app, "/").cookies
            assert line.startswith(f"{COOKIE}=")
            assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(line.split("; "))
            assert "Secure" not in line

    def test_by_tls(self) -> None:
        with render_page(shop()) as page:
            app = page._driver._serving._app  # type: ignore[attr-defined]
            [line] = get(app, "/", scheme="https").cookies
            assert line.startswith(f"__Host-{COOKIE}=")
            assert "Secure" in line.split("; ")

    @pytest.mark.parametrize(
        ("host", "prefix", "name"),
        [
            ("example.org", "", "domsync_session"),
            ("localhost:8001", "", "domsync_session_8001"),
            ("[::1]:8001", "", "domsync_session_8001"),
            ("[::1]", "", "domsync_session"),
            ("example.org", "/shop/caf%C3%A9", "domsync_session_shop_caf-C3-A9"),
        ],
    )
    def test_each_app_of_a_host_has_its_own(self, host: str, prefix: str, name: str) -> None:
        """Browsers send a cookie to all ports and paths of a host: two apps would take each other's away."""
        cookie = SessionCookie(SessionOptions())
        assert cookie.name(Request("/", prefix=prefix, headers={"host": host})) == name
        proxied = {"host": host, "x-forwarded-for": "203.0.113.9"}
        assert "8001" not in cookie.name(Request("/", prefix=prefix, headers=proxied))
        mounted = Request("/inner/x", prefix=prefix, headers={"host": host}).below("/inner")
        assert cookie.name(mounted) == name
        assert SessionCookie(SessionOptions(cookie="mine")).name(mounted) == "mine"

    def test_a_name_that_the_server_has_not_given_is_not_taken_over(self) -> None:
        with render_page(shop(), cookies={COOKIE: "chosen-by-somebody"}) as page:
            assert page.cookies[COOKIE] != "chosen-by-somebody"

    def test_without_sessions_there_is_none(self) -> None:
        with render_page(App(lambda: h.p("x"))) as page:
            assert page.cookies == {}
            assert page.session is None

    def test_the_store_does_not_have_the_secret(self) -> None:
        store = MemoryStore()
        with render_page(shop(store=store)) as page:
            page.get_by_text("buy").click()
            token = page.cookies[COOKIE]
            assert list(store._records) == [f"session:{key_of(token)}"]
            assert token.encode() not in store._records[f"session:{key_of(token)}"][0].data

    def test_who_holds_nothing_fills_no_store(self) -> None:
        store = MemoryStore()
        with render_page(shop(store=store)) as page:
            page.goto("/")
            assert store._records == {}


class TestState:
    def test_all_tabs_show_it(self) -> None:
        app = shop()
        with render_page(app) as one, render_page(app, cookies=one.cookies) as two, render_page(app) as other:
            one.get_by_text("buy").click()
            assert one.locator("p").text == "None: tea"
            assert two.locator("p").text == "None: tea"
            assert other.locator("p").text == "None:"

    def test_the_next_page_has_it(self) -> None:
        with render_page(shop()) as page:
            page.get_by_text("buy").click()
            page.goto("/")
            assert page.locator("p").text == "None: tea"

    def test_another_start_of_the_program_has_it(self, tmp_path: Path) -> None:
        cookies: dict[str, str] = {}
        for expected in ("None:", "None: tea"):
            store = SqliteStore(tmp_path / "sessions.db")
            with render_page(shop(store=store), cookies=cookies) as page:
                assert page.locator("p").text == expected
                page.get_by_text("buy").click()

    def test_routes_and_functions_of_pages_have_it(self) -> None:
        app = App(sessions=SessionOptions(model=Shop))

        @app.page("/")
        def page_of(request: Request) -> Any:
            request.session.cart = ["milk"]
            return h.p("x")

        @app.get("/cart")
        def cart(request: Request) -> Any:
            return {"cart": list(request.session.cart)}

        with render_page(app) as page:
            assert get(app, "/cart", page.cookies).body == b'{"cart":["milk"]}'

    def test_what_the_store_has_and_the_model_does_not(self) -> None:
        store = MemoryStore()

        class Old(Session):
            cart: int = 0

        with render_page(App(lambda: h.p("x"), sessions=SessionOptions(model=Old, store=store))) as page:
            page.session.cart = 7
            page.advance(0)
            cookies = dict(page.cookies)
        with render_page(shop(store=store), cookies=cookies) as page:
            assert page.session.cart == []

    def test_it_ends(self) -> None:
        now = [1000.0]
        app = shop(store=MemoryStore(lambda: now[0]), idle_seconds=100, absolute_seconds=250)
        sessions: Any = app._visits.sessions
        sessions._clock = lambda: now[0]
        with render_page(app) as page:
            page.get_by_text("buy").click()
            for _ in range(2):
                now[0] += 90
                page.goto("/")
                assert page.locator("p").text == "None: tea"
            now[0] += 101
            page.goto("/")
            assert page.locator("p").text == "None:"

    def test_a_page_in_use_keeps_it(self) -> None:
        """Who works in one page asks for no other, and is not away."""
        now = [1000.0]
        store = MemoryStore(lambda: now[0])
        app = shop(store=store, idle_seconds=100, absolute_seconds=250)
        sessions: Any = app._visits.sessions
        sessions._clock = lambda: now[0]
        with render_page(app) as page:
            page.sign_in("ann")
            visit = page._driver.visit
            for _ in range(3):
                now[0] += 60
                page.advance(60)
            page.reconnect()
            assert page._driver.visit is visit
            page.goto("/")
            assert page.locator("p").text == "ann:"
            # Its longest time is not any longer.
            now[0] += 80
            page.advance(60)
            page.goto("/")
            assert page.locator("p").text == "None:"

    def test_its_model_is_checked(self) -> None:
        class Needy(Session):
            name: str

        with pytest.raises(TypeError, match="needs a default"):
            SessionOptions(model=Needy)
        with pytest.raises(TypeError, match="subclass"):
            SessionOptions(model=Component)
        with pytest.raises(ValueError, match="idle_seconds"):
            SessionOptions(idle_seconds=10, absolute_seconds=5)


class TestSigningIn:
    def test_the_session_has_another_name_and_keeps_what_it_holds(self) -> None:
        app = shop()
        with render_page(app) as page, render_page(app, cookies=page.cookies) as other:
            page.get_by_text("buy").click()
            before = page.cookies[COOKIE]
            page.get_by_text("in", exact=True).click()
            assert page.locator("p").text == "ann: tea"
            assert page.cookies[COOKIE] != before
            assert page.url == "http://test/"
            # The other tab is the same browser's: it goes on, and a broken connection does not end it.
            assert other.locator("p").text == "ann: tea"
            other.reconnect()
            other.get_by_text("buy").click()
            assert page.locator("p").text == "ann: tea, tea"
            # The old name leads nowhere.
            with render_page(app, cookies={COOKIE: before}) as thief:
                assert thief.session.user is None

    def test_the_new_cookie_is_for_one_browser_and_once(self) -> None:
        app = shop()
        with render_page(app) as page:
            sessions: Any = app._visits.sessions
            before = dict(page.cookies)
            ticket = sessions.sign_in(page._driver.visit.request.visitor, "ann", "/")
            assert get(app, f"/_domsync/session{ticket}", {COOKIE: "another"}).status == 403
            # Whoever has tried it has used it up.
            assert get(app, f"/_domsync/session{ticket}", before).status == 403
            again = sessions.sign_in(page._driver.visit.request.visitor, "ann", "/")
            key = page._driver.visit.request.visitor.token
            assert get(app, f"/_domsync/session{again}", {COOKIE: key}).status == 403
            assert get(app, "/_domsync/session?ticket=x").status == 403

    def test_two_clicks_lead_in_too(self) -> None:
        """The second click is handled before the browser has fetched the first cookie."""
        app = shop()
        with render_page(app) as page:
            page.latency(100)
            for _ in range(2):
                page.get_by_text("in", exact=True).click()
            page.advance(2)
            assert page.locator("p").text == "ann:"
            assert page.cookies[COOKIE] == page._driver.visit.request.visitor.token

    def test_a_connection_that_breaks_meanwhile(self) -> None:
        """The browser is told where to fetch its cookie when it is back, and has the earlier one until then."""

        class Login(Component):
            def render(self) -> Any:
                return h.div(h.p(str(self.use(Visit).session.user)), h.button("in", on_click=self.sign_in))

            async def sign_in(self) -> None:
                await asyncio.sleep(2)
                self.use(Visit).sign_in("ann")

        with render_page(App(Login, sessions=True)) as page:
            page.get_by_text("in").click()
            page.disconnect()
            page.advance(5)
            page.reconnect()
            page.advance(1)
            assert page.locator("p").text == "ann"

    def test_a_user_who_cannot_be_one_costs_nothing(self) -> None:
        app = shop()
        with render_page(app) as page:
            page.get_by_text("buy").click()
            visitor = page._driver.visit.request.visitor
            sessions: Any = app._visits.sessions
            with pytest.raises(ValidationError):
                sessions.sign_in(visitor, 7, "/")
            assert visitor.token == page.cookies[COOKIE]
            assert list(sessions.store._records) == [f"session:{visitor.key}"]
            page.goto("/")
            assert page.locator("p").text == "None: tea"

    def test_its_earlier_names_are_few(self) -> None:
        """They are for what was saved under them, and lead nobody in."""
        now = [1000.0]
        app = shop(store=MemoryStore(lambda: now[0]))
        sessions: Any = app._visits.sessions
        sessions._clock = lambda: now[0]
        with render_page(app) as page:
            first = page._driver.visit.request.visitor.key
            for number in range(10):
                page.sign_in(f"ann{number}")
            visitor = page._driver.visit.request.visitor
            assert len(visitor.earlier) == 8
            assert not visitor.was(first)
            assert len(sessions._earlier(visitor)) == 8
            now[0] += 61
            assert sessions._earlier(visitor) == ()

    def test_nothing_else_that_is_loaded_costs_the_browser_its_next_cookie(self) -> None:
        """A picture, or a page in another tab, on the way between the sign-in and the exchange of the cookie."""
        app = shop()
        with render_page(app) as page:
            sessions: Any = app._visits.sessions
            before, visitor = dict(page.cookies), page._driver.visit.request.visitor
            ticket = sessions.sign_in(visitor, "ann", "/")
            meanwhile = get(app, "/", before)
            assert (meanwhile.status, meanwhile.cookies) == (200, ())
            assert b"ann" not in meanwhile.body
            answer = get(app, f"/_domsync/session{ticket}", before)
            assert answer.status == 303
            assert visitor.token in answer.cookies[0]
            # From now on, the old name is one of nobody.
            assert get(app, "/", before).cookies
            now = {COOKIE: visitor.token}
        ticket = sessions.sign_out(visitor, "/")
        assert not get(app, "/", now).cookies
        assert get(app, f"/_domsync/session{ticket}", now).status == 303
        assert get(app, "/", now).cookies

    def test_where_one_goes_then(self) -> None:
        app = App(sessions=True)

        @app.page("/login")
        def login() -> Any:
            return h.p("login")

        @app.page("/private")
        def private() -> Any:
            return h.p("private")

        for wanted, arrived in (("/private?x=1", "/private?x=1"), ("//evil.example/", "/login?next=//evil.example/")):
            with render_page(app, f"/login?next={wanted}") as page:
                page.sign_in("ann")
                assert page.url == f"http://test{arrived}"
        with render_page(app, "/login") as page:
            page.sign_in("ann", to="/private")
            assert page.text == "private"
            with pytest.raises(ValueError, match="another host"):
                page.sign_in("ann", to="//evil.example")

    def test_without_sessions(self) -> None:
        with render_page(App(lambda: h.p("x"))) as page, pytest.raises(RuntimeError, match="sessions=True"):
            page.sign_in("ann")


class TestSigningOut:
    def test_all_its_pages_end(self) -> None:
        app = shop()
        with render_page(app) as page, render_page(app, cookies=page.cookies) as tab:
            page.sign_in("ann")
            page.get_by_text("buy").click()
            before = page.cookies[COOKIE]
            visits = {page._driver.visit, tab._driver.visit}
            page.get_by_text("out").click()
            page.advance(6)
            assert page.locator("p").text == "None:"
            assert tab.locator("p").text == "None:"
            assert page.cookies[COOKIE] != before
            assert visits.isdisjoint(app.visits)
            assert get(app, "/", {COOKIE: before}).cookies != ()

    def test_a_user_is_signed_out_everywhere(self) -> None:
        app = shop()
        with render_page(app) as one, render_page(app) as two, render_page(app) as other:
            one.sign_in("ann")
            two.sign_in("ann")
            other.sign_in("bob")
            one._driver.run(lambda: app.sign_out(user="ann"))
            one.advance(1)
            assert one.locator("p").text == "None:"
            assert two.locator("p").text == "None:"
            assert other.locator("p").text == "bob:"

    def test_what_waits_is_not_run(self) -> None:
        app = shop()
        with render_page(app) as page:
            page.sign_in("ann")
            cart = page.component
            visit = page._driver.visit
            page.latency(100)
            page.get_by_text("buy").click()
            page._driver.run(lambda: app.sign_out(user="ann"))
            page.advance(2)
            assert cart.ran == 0
            assert visit not in app.visits

    def test_those_too_that_nobody_has_loaded(self, tmp_path: Path) -> None:
        cookies: dict[str, str] = {}
        store = SqliteStore(tmp_path / "s.db")
        with render_page(shop(store=store), cookies=cookies) as page:
            page.sign_in("ann")
        app = shop(store=store)
        with render_page(app) as other:
            other._driver.run(lambda: app.sign_out(user="ann"))
            with render_page(app, cookies=cookies) as page:
                assert page.session.user is None
                page.advance(1)
                page.sign_in("ann")
                page.goto("/")
                assert page.session.user == "ann"


class TestStolenToken:
    """A page's token alone, however it was got, takes nothing over (P13)."""

    @pytest.mark.parametrize("cookie", ["", "wrong", "other"])
    def test_with_another_cookie(self, cookie: str) -> None:
        app = shop()
        with render_page(app) as page, render_page(app) as thief:
            page.get_by_text("buy").click()
            given = {"": {}, "wrong": {COOKIE: "x" * 43}, "other": dict(thief.cookies)}[cookie]
            driver: Any = page._driver
            mine = dict(driver.cookies)
            driver.cookies.clear()
            driver.cookies.update(given)
            visit = driver.visit
            page.disconnect()
            driver._do(driver._connect)
            assert not visit.connected
            # The page was loaded anew, as somebody else's.
            assert driver.visit is not visit
            assert page.locator("p").text == "None:"
            driver.cookies.clear()
            driver.cookies.update(mine)

    def test_from_another_origin(self) -> None:
        app = shop()
        with render_page(app) as page:
            visit = page._driver.visit
            served_visit(visit).origin = "http://test"
            page.reconnect()
            assert page._driver.visit is not visit

    def test_after_the_end(self) -> None:
        app = shop()
        with render_page(app) as page:
            page.sign_in("ann")
            visit = page._driver.visit
            page.disconnect()
            page._driver.run(lambda: app.sign_out(user="ann"))
            page.advance(0.5)
            assert visit not in app.visits


class TestGuards:
    def guarded(self) -> App:
        app = App(lambda: h.p("home"), sessions=True)
        inner = App(lambda: h.p("inner"))

        def is_ann(request: Request) -> Any:
            if request.user is None:
                return to_login(request)
            return request.user == "ann"

        @app.page("/login")
        def login() -> Any:
            return h.p("login")

        @app.page("/admin/{name}", guard=is_ann)
        def admin(name: str) -> Any:
            return h.p(f"admin {name}")

        app.mount("/inner", inner, guard=is_ann)

        @inner.get("/data")
        def data() -> str:
            return "secret"

        return app

    def test_who_may(self) -> None:
        app = self.guarded()
        with render_page(app, "/admin/x?y=1") as page:
            assert page.url == "http://test/login?next=/admin/x%3Fy%3D1"
            page.sign_in("ann")
            assert page.text == "admin x"
            assert page.url == "http://test/admin/x?y=1"
        with render_page(app) as page:
            page.sign_in("bob")
            page.goto("/admin/x")
            assert page.status == 403

    def test_routes_and_pages_of_html(self, tmp_path: Path) -> None:
        (tmp_path / "page.html").write_text("<!doctype html><p>secret")
        app = self.guarded()

        def is_ann(request: Request) -> Any:
            return to_login(request) if request.user is None else request.user == "ann"

        asked: list[str] = []

        @app.get("/export/{name}.csv", guard=is_ann)
        @app.post("/save/{name}", guard=is_ann)
        @app.route("/both/{name}", methods=["GET", "PUT"], guard=is_ann)
        def route(name: str) -> str:
            asked.append(name)
            return name

        app.html_page("/file", tmp_path / "page.html", guard=is_ann)
        paths = [("GET", "/export/7.csv"), ("HEAD", "/export/7.csv"), ("POST", "/save/8"), ("PUT", "/both/9")]
        with render_page(app) as page:
            for method, path in [*paths, ("GET", "/file")]:
                answer = get(app, path, page.cookies, method=method)
                assert (answer.status, answer.headers["Location"]) == (303, f"/login?next={path}")
            page.sign_in("bob")
            for method, path in [*paths, ("GET", "/file")]:
                assert get(app, path, page.cookies, method=method).status == 403
            assert asked == []
            page.sign_in("ann")
            for method, path in paths:
                assert get(app, path, page.cookies, method=method).status == 200
            assert asked == ["7", "7", "8", "9"]
            assert b"secret" in get(app, "/file", page.cookies).body
        assert get(app, "/save/8").status == 405  # another method is refused to all alike

    def test_the_login_page_is_below_the_prefix(self) -> None:
        below = Request("/a/b", "c=d", "/shop", is_prefix_known=True)
        assert to_login(below).url == "/shop/login?next=/shop/a/b%3Fc%3Dd"
        inner = Request("/office/a", "", "/shop", is_prefix_known=True).below("/office")
        assert (inner.prefix, inner.root) == ("/shop/office", "/shop")
        assert to_login(inner).url == "/shop/login?next=/shop/office/a"
        assert to_login(inner, "/sign/in").url == "/shop/sign/in?next=/shop/office/a"
        assert Request("/x").below("/y").below("/z").root == ""
        for path in ("login", "//evil.example", "/\\evil.example", "/%09/x"):
            with pytest.raises(ValueError, match="the address"):
                to_login(below, path)

    def test_the_nearest_app_with_a_login_page_has_it(self) -> None:
        outer = App(sessions=True)
        office = App(guard=lambda request: None if request.path == "/login" else to_login(request))
        outer.mount("/office", office)
        assert get(outer, "/office/a").headers["Location"] == "/login?next=/office/a"
        outer.page("/login")(lambda: h.p("outer"))
        assert get(outer, "/office/a").headers["Location"] == "/login?next=/office/a"
        office.page("/login")(lambda: h.p("inner"))
        assert get(outer, "/office/a").headers["Location"] == "/office/login?next=/office/a"
        assert get(outer, "/office/login").status == 200

    def test_a_whole_mount(self) -> None:
        app = self.guarded()
        with render_page(app) as page:
            for path in ("/inner", "/inner/", "/inner/data", "/inner/nothing"):
                assert get(app, path, page.cookies).status == 303, path
            page.sign_in("ann")
            assert get(app, "/inner/data", page.cookies).body == b"secret"

    def test_the_files_of_a_mounted_app_bring_no_cookie(self) -> None:
        """One that is loaded between a sign-in and the browser's next cookie would take the place of that."""
        app = self.guarded()
        for path in ("/_domsync/css/none", "/inner/_domsync/css/none"):
            assert not get(app, path, {COOKIE: "of a session that has ended"}).cookies, path
        assert get(app, "/login", {COOKIE: "of a session that has ended"}).cookies

    def test_an_app_with_sessions_is_mounted_in_one_with_sessions(self) -> None:
        with pytest.raises(ValueError, match=r"create this one with App\(\.\.\., sessions=\.\.\.\) too"):
            App().mount("/inner", App(sessions=True))
        App(sessions=True).mount("/inner", App(sessions=True))

    def test_a_whole_app(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("secret")
        app = App(lambda: h.p("home"), static=tmp_path, guard=lambda request: False)
        assert get(app, "/").status == 403
        assert get(app, "/static/a.txt").status == 403
        assert get(app, "/_domsync/css/none").status == 404

    def test_it_is_asked_again_when_the_browser_comes_back(self) -> None:
        allowed = [True]
        app = App(lambda: h.p("x"), guard=lambda request: allowed[0])
        with render_page(app) as page:
            page.reconnect()
            assert page.status == 200
            allowed[0] = False
            page.reconnect()
            assert page.status == 403

    def test_one_that_fails_lets_nobody_in(self) -> None:
        def broken(request: Request) -> Any:
            raise KeyError("x")

        app = App(lambda: h.p("x"), guard=broken)
        with pytest.raises(KeyError):
            get(app, "/")
        odd = App(lambda: h.p("x"), guard=lambda request: "yes")  # type: ignore[arg-type,return-value]
        with pytest.raises(TypeError, match="a guard must return"):
            get(odd, "/")

    def test_what_no_guard_is(self) -> None:
        async def later(request: Request) -> bool:
            return True

        with pytest.raises(TypeError, match="that is not async"):
            App(guard=later)  # type: ignore[arg-type]
        with pytest.raises(TypeError, match="only an App"):
            App().mount("/x", asgi, guard=lambda request: None)

    def test_raising_a_redirect(self) -> None:
        def away(request: Request) -> None:
            raise Redirect("/else")

        answer = get(App(lambda: h.p("x"), guard=away), "/")
        assert (answer.status, answer.headers["Location"]) == (303, "/else")


async def asgi(scope: Any, receive: Any, send: Any) -> None:
    """An application of somebody else's."""


@pytest.mark.parametrize(
    "address",
    [
        *("//evil.example", "/\\evil.example", "/\t/evil.example", "/%09/evil.example", "https://evil.example"),
        *("javascript:x", "evil.example", "", "/%2fevil.example", "/a\r\nSet-Cookie: x=y"),
    ],
)
def test_next_leads_nowhere_else(address: str) -> None:
    assert own_path(address) == "/"
    assert own_path(address, "/home") == "/home"


def test_next_leads_back() -> None:
    assert own_path("/a/b?c=d#e") == "/a/b?c=d#e"
