import pytest
from datetime import timedelta
from tests import factories
from tests.checkers import axe_problems, html_problems
from tests.servers import app_server
from webapp.access import links
from webapp.access.permissions import GrantKind, Role
from webapp.core import clock
from webapp.core.transaction import transaction

def test_shots(app, instance, database_url, new_context):
    clock.set_for_tests(None)
    today = clock.now().date()
    e = factories.edition(starts_on=today - timedelta(days=1), ends_on=today + timedelta(days=1))
    with transaction() as s:
        from webapp.editions.models import CountrySession
        for i, c in enumerate(e.country_sessions):
            s.get(CountrySession, c.id).starts_at = clock.now() + timedelta(hours=i) - timedelta(minutes=20)
    d = factories.door(e); dev = factories.device(d)
    p = factories.issued_pass(e, name="Ana María Rojas Undurraga", expected_at=e.country_sessions[:3])
    st = factories.staff(Role.DOOR)
    with transaction() as s:
        until = clock.now() + timedelta(hours=1)
        t = [links.mint(s, k, i, until=until, role=r) for k, i, r in ((GrantKind.DOOR, dev.id, None), (GrantKind.PASS, p.id, None), (GrantKind.STAFF, st.id, Role.DOOR))]
    did, pid, short = d.id, p.id, p.short_code
    with app_server(instance, {"DATABASE_URL": database_url, "SECRET_KEY": "for tests"}) as server:
        ctx = new_context(viewport={"width": 390, "height": 844}, locale="en-GB")
        page = ctx.new_page()
        for tok in t:
            page.goto(f"{server.url}/links/{tok}?lang=en"); page.get_by_role("button", name="Open").click(); page.wait_for_timeout(500)
        html = {}
        bad = {}
        def shot(name, path=None, **kw):
            if path:
                page.goto(server.url + path); html[name] = ctx.request.get(server.url + path).text()
            page.wait_for_timeout(400)
            page.screenshot(path=f"/tmp/door-shots/{name}.png", **kw)
            bad[name] = axe_problems(page)
        shot("doors", "/door?lang=en", full_page=True)
        shot("pass", f"/passes/{pid}?lang=en", full_page=True)
        for fmt in ("A6", "A4"):
            pdf = page.pdf(format=fmt, prefer_css_page_size=(fmt == "A4"), path=f"/tmp/door-shots/pass-{fmt}.pdf")
            print(fmt, pdf.count(b"/Type /Page\n"), pdf.count(b"/Type /Page"))
        shot("door", f"/door/{did}?lang=en")
        page.get_by_label("Code").fill(short); page.keyboard.press("Enter")
        shot("admitted"); page.keyboard.press("Enter"); shot("door2")
        page.wait_for_timeout(2600)
        page.get_by_label("Code").fill(short); page.keyboard.press("Enter")
        shot("already"); page.keyboard.press("Enter")
        page.keyboard.type("4006381333931"); page.keyboard.press("Enter"); shot("unknown"); page.keyboard.press("Enter")
        page.set_viewport_size({"width": 1280, "height": 800}); shot("door-wide", f"/door/{did}?lang=en")
        ctx2 = new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False, storage_state=ctx.storage_state())
        page = ctx2.new_page(); page.goto(f"{server.url}/door/{did}?lang=en"); page.get_by_label("Code").fill(short); page.keyboard.press("Enter"); page.wait_for_timeout(500)
        html["nojs"] = page.content(); page.screenshot(path="/tmp/door-shots/nojs.png")
        page.goto(f"{server.url}/door/{did}?lang=en"); page.get_by_label("Code").fill(""); page.get_by_role("button", name="Check").click(); page.screenshot(path="/tmp/door-shots/refused.png")
    print(bad); print(html_problems(html))
