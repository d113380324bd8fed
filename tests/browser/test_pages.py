"""Every page, as each of its people sees it: valid HTML, nothing that axe finds, nothing that scrolls sideways."""

import pytest

from tests.checkers import axe_problems, html_problems

# Language, width, colour scheme.
LOOKS = [("en", 390, "light"), ("fr", 1280, "dark"), ("es", 390, "dark")]
PUBLIC = [
    "/",
    "/editions",
    "/editions/30",
    "/editions/40",
    "/editions/44",
    "/editions/54",
    "/editions/44/programme",
    "/editions/54/programme",
    "/editions/44/delegations/new",
    "/editions/54/delegations/new",
    "/editions/54/delegations/registered",
    "/editions/54/delegations/link",
    "/editions/54/delegations/link/sent",
    "/privacy",
    "/staff/sign-in",
    "/staff/sign-in/sent",
    "/nowhere",
]


@pytest.fixture(scope="module")
def people(browser, week):
    """Browsers in which the links of the demonstration were opened, and the pages that each can reach."""
    links, floor = week.links, f"/floor/{week.links['country_session']}"
    signed_in = {
        "focal point": (links["focal_points"][0]["link"], _pages_of_a_delegation),
        "delegate": (
            links["delegates"][0]["link"],
            lambda page: [_path(page), floor, f"{floor}/questions/new"],
        ),
        "door": (links["door"]["page"], lambda page: [_path(page)]),
        "hall": (links["hall"], lambda page: [f"{floor}/hall"]),
        "coordinator": (
            links["coordinator"],
            lambda page: [
                "/desk",
                "/desk/editions/54/missions",
                "/desk/editions/54/badges",
                "/door",
                f"{floor}/sitting/closure",
                *_pages_of_moderation(page, week.url, f"{floor}/moderation"),
                "/staff/security",
                "/staff/set-up",
                "/staff/authenticator",
                "/staff/passkeys/new",
                *_pages_of_a_panel(page, week),
            ],
        ),
        "moderator": (links["moderator"], lambda page: ["/desk"]),
    }
    with browser.new_context() as anonymous:
        found = {"public": (anonymous, [*PUBLIC, *(link for link, _ in signed_in.values())])}
        for who, (link, pages) in signed_in.items():
            context = browser.new_context()
            page = context.new_page()
            page.goto(week.url + link)
            page.get_by_role("button", name="Open", exact=True).click()
            # Chromium now and then never answers when a page is closed while it loads: it goes with its context.
            page.wait_for_load_state()
            found[who] = (context, pages(page))
        yield found
        for context, _ in found.values():
            context.close()


def _path(page) -> str:
    return "/" + page.url.split("/", 3)[3].partition("?")[0]


def _pages_of_a_delegation(page) -> list[str]:
    own = _path(page)
    inner = {link.get_attribute("href").partition("?")[0] for link in page.locator("main a").all()}
    return [own, *sorted(address for address in inner if address.startswith(own))]


def _pages_of_moderation(page, url: str, moderation: str) -> list[str]:
    page.goto(url + moderation)
    links = page.locator("#queue-column article .menu a").all()
    return [moderation, *sorted({link.get_attribute("href").partition("?")[0] for link in links[:3]})]


def _pages_of_a_panel(page, week) -> list[str]:
    panel = f"/desk/country-sessions/{week.links['country_session']}"
    page.goto(week.url + panel)
    last = page.locator("main .rows a").last.get_attribute("href").partition("?")[0]
    return [panel, f"{panel}/panellists/new", f"{panel}/settings", last, f"{last}/appearance"]


def test_every_page_is_valid_html(people, week):
    pages = {}
    for who, (context, addresses) in people.items():
        for address in addresses:
            for language, _, _ in LOOKS:
                reply = context.request.get(_in(week.url + address, language))
                assert reply.status == (404 if address == "/nowhere" else 200), address
                pages[f"{who}: {address} in {language}"] = reply.text()
    assert html_problems(pages) == []


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_no_page_has_a_barrier(people, week, language, width, scheme):
    problems = []
    for who, (context, addresses) in people.items():
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=scheme)
        for address in addresses:
            page.goto(_in(week.url + address, language))
            problems += [f"{who}: {address}: {problem}" for problem in axe_problems(page)]
    assert problems == []


def _in(address: str, language: str) -> str:
    return f"{address.partition('?')[0]}?lang={language}"
