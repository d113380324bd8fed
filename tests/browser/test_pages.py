"""Every page, as each of its people sees it: valid HTML, nothing that axe finds, nothing that scrolls sideways."""

import pytest

from tests.checkers import AXE_OPTIONS, COLOURS, axe_problems, html_problems
from webapp.web.language import MIRRORED

LANGUAGES = ["en", "fr", "es"]
# Width and colour scheme: each page is looked at in all of them, without loading it anew.
DAYLIGHT = [(390, "light"), (1280, "light")]
LOOKS = [*DAYLIGHT, (1280, "dark"), (390, "dark")]
PEOPLE = [
    "public",
    "focal point",
    "delegate",
    "door",
    "hall",
    "podium",
    "coordinator",
    "moderator",
    "reviewer",
    "applicant",
    "chosen applicant",
    "line holder",
]
PUBLIC = [
    "/",
    "/editions",
    "/editions/30",
    "/editions/40",
    "/editions/44",
    "/editions/54",
    "/editions/44/programme",
    "/editions/54/programme",
    "/editions/54/statements",
    "/editions/30/call",
    "/editions/44/call",
    "/editions/54/call",
    "/editions/44/applications/new",
    "/editions/54/applications/link",
    "/editions/54/applications/link/sent",
    "/editions/54/applications/erased",
    "/editions/44/delegations/new",
    "/editions/54/delegations/new",
    "/editions/54/delegations/registered",
    "/editions/54/delegations/link",
    "/editions/54/delegations/link/sent",
    "/safety/erased",
    "/privacy",
    "/sheets",
    "/sheets/focal-point",
    "/sheets/delegate",
    "/sheets/coordinator",
    "/sheets/door",
    "/sheets/moderator",
    "/sheets/screens",
    "/staff/sign-in",
    "/staff/sign-in/sent",
    "/nowhere",
]


@pytest.fixture(scope="module")
def people(browser, week):
    """Browsers in which the links of the demonstration were opened, and the pages that each can reach."""
    links, floor = week.links, f"/floor/{week.links['country_session']}"
    statements = f"/editions/54/statements/{links['country_session']}"
    signed_in = {
        "focal point": (links["focal_points"][0]["link"], _own_pages),
        "delegate": (
            links["delegates"][0]["link"],
            lambda page: [
                _path(page),
                floor,
                f"{floor}/questions/new",
                f"{floor}/questions/new?kind=spoken",
                "/editions/54/statements",
                statements,
            ],
        ),
        "door": (links["door"]["page"], lambda page: [_path(page)]),
        "hall": (links["hall"], lambda page: [f"{floor}/hall"]),
        "podium": (links["podium"], lambda page: [f"{floor}/podium"]),
        "coordinator": (
            links["coordinator"],
            lambda page: [
                "/desk",
                "/desk/editions/54/missions",
                "/desk/editions/54/badges",
                "/desk/editions/54/late-links",
                "/desk/editions/54/applications",
                "/desk/editions/54/application-figures",
                "/desk/editions/54/exports",
                "/desk/editions/54/assignments",
                "/desk/editions/54/recusals",
                "/desk/editions/54/criteria",
                "/desk/review",
                "/desk/editions/54/recusals/own",
                "/desk/editions/54/decisions",
                f"/desk/editions/54/decisions/{links['country_session']}",
                "/desk/editions/54/decisions/release",
                "/desk/editions/54/statements",
                statements,
                "/desk/editions/54/people",
                "/desk/editions/54/safety",
                *_pages_of_grants_and_journeys(page, week),
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
        "reviewer": (
            links["reviewer"],
            lambda page: ["/desk", "/desk/review", *_pages_of_a_pile(page, week)],
        ),
        "applicant": (links["applicants"][2]["link"], _own_pages),
        "chosen applicant": (
            links["applicants"][0]["link"],
            lambda page: [
                *_own_pages(page),
                *_pages_of_a_traveller(page),
                *_pages_of_a_place(page, week),
            ],
        ),
    }
    with browser.new_context() as anonymous:
        links_alone = [link for link, _ in signed_in.values()]
        found = {"public": (anonymous, [*PUBLIC, f"{floor}/join", *links_alone])}
        for who, (link, pages) in signed_in.items():
            context = browser.new_context()
            page = context.new_page()
            page.goto(week.url + link)
            page.get_by_role("button", name="Open", exact=True).click()
            # Chromium now and then never answers when a page is closed while it loads: it goes with its context.
            page.wait_for_load_state()
            found[who] = (context, pages(page))
        found["line holder"] = _line_holder(browser, week, found["coordinator"][0])
        yield found
        for context, _ in found.values():
            context.close()


def _line_holder(browser, week, coordinator):
    """Somebody to whom the coordinator handed a link to a safety line over."""
    desk = coordinator.new_page()
    desk.goto(week.url + "/desk/editions/54/safety")
    desk.locator("summary").first.click()
    desk.get_by_role("button", name="Make a link to hand over").first.click()
    link = desk.get_by_label("Link", exact=True).input_value()
    context = browser.new_context()
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button", name="Open", exact=True).click()
    page.get_by_role("button", name="I have arrived").or_(page.get_by_text("Call me")).first.wait_for()
    return context, [_path(page), f"{_path(page)}/removal"]


def _path(page) -> str:
    return "/" + page.url.split("/", 3)[3].partition("?")[0]


def _own_pages(page) -> list[str]:
    """The page to which a link has led, and those below it that it leads to."""
    own = _path(page)
    inner = {link.get_attribute("href").partition("?")[0] for link in page.locator("main a").all()}
    return [own, *sorted(address for address in inner if address.startswith(f"{own}/"))]


def _pages_of_a_traveller(page) -> list[str]:
    own = _path(page)
    return [f"{own}/grant-decision", f"{own}/journey"]


def _pages_of_a_pile(page, week) -> list[str]:
    page.goto(week.url + "/desk/review")
    first = page.locator("main table a").first.get_attribute("href").partition("?")[0]
    return [first]


def _pages_of_grants_and_journeys(page, week) -> list[str]:
    """The lists, and the first of each."""
    found = []
    for listed in ("/desk/editions/54/grants", "/desk/editions/54/journeys"):
        page.goto(week.url + listed)
        first = page.locator("main table a").first.get_attribute("href").partition("?")[0]
        found += [listed, first]
    return [*found, "/desk/editions/54/grants/budget", "/desk/editions/54/grants/release"]


def _pages_of_moderation(page, url: str, moderation: str) -> list[str]:
    page.goto(url + moderation)
    links = page.locator("#queue-column article .menu a").all()
    return [moderation, *sorted({link.get_attribute("href").partition("?")[0] for link in links[:3]})]


def _pages_of_a_panel(page, week) -> list[str]:
    panel = f"/desk/country-sessions/{week.links['country_session']}"
    page.goto(week.url + panel)
    last = page.locator("main .rows a").last.get_attribute("href").partition("?")[0]
    below = [f"{last}/{page}" for page in ("appearance", "prevention", "substitution")]
    return [panel, f"{panel}/panellists/new", f"{panel}/settings", last, *below]


def _pages_of_a_place(page, week) -> list[str]:
    """What whoever has a place on a panel is led to from the decision."""
    page.goto(f"{week.url}{_path(page)}/decision")
    page.get_by_role("link", name="Prepare your statement").click()
    page.wait_for_url("**/panellists/**")
    return [*_own_pages(page), f"{_path(page)}/statement/readers"]


def test_every_page_is_valid_html(people, week):
    pages = {}
    for who, (context, addresses) in people.items():
        for address in addresses:
            for language in LANGUAGES:
                reply = context.request.get(_in(week.url + address, language))
                assert reply.status == (404 if address == "/nowhere" else 200), address
                pages[f"{who}: {address} in {language}"] = reply.text()
    assert html_problems(pages) == []


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("language", [*LANGUAGES, MIRRORED])
def test_no_page_has_a_barrier(people, week, person, language):
    context, addresses = people[person]
    page, problems = context.new_page(), []
    page.emulate_media(reduced_motion="reduce")  # what arrives is not judged while its colours change
    for address in addresses:
        page.goto(_in(week.url + address, language))
        for width, scheme in LOOKS if language != MIRRORED else DAYLIGHT:
            page.set_viewport_size({"width": width, "height": 844})
            page.emulate_media(color_scheme=scheme)
            found = axe_problems(page, AXE_OPTIONS if scheme == "light" else COLOURS)
            problems += [f"{width} px, {scheme}: {problem}" for problem in found]
    page.wait_for_load_state()
    assert problems == []


def _in(address: str, language: str) -> str:
    path, _, more = address.partition("?")
    others = "".join(f"{part}&" for part in more.split("&") if part and not part.startswith("lang="))
    return f"{path}?{others}lang={language}"
