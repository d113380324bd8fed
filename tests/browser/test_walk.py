"""The whole job, by those who do it, each at a browser of their own: from the registration to the hall screen."""

from playwright.sync_api import expect

from tests.pages import links_in

ADDRESS = "walk@mission.example.org"
QUESTION = "Which steps would help witnesses most?"


def free_the_floor(page):
    """What the demonstration put on the floor is answered. Soon after midnight its country session has only begun, and
    somebody speaks instead."""
    answered = page.get_by_role("button", name="Answered")
    if answered.count():
        answered.first.click()
    else:
        page.get_by_text("Sitting", exact=True).click()
        page.get_by_role("button", name="Open the floor").last.click()


def test_from_the_registration_to_the_hall(week, person, mail_to):
    # A focal point on a phone without JavaScript registers for a mission that nobody has registered yet.
    focal_point = person(java_script_enabled=False, viewport={"width": 390, "height": 844})
    focal_point.go("/editions/54/delegations/new?lang=en")
    focal_point.page.get_by_label("Mission").select_option("Mongolia")
    focal_point.write("Your full name", "Oyuna Bat")
    focal_point.write("Your e-mail address", ADDRESS)
    focal_point.write("Full name", "Bolormaa Dorj")
    focal_point.press("Add another delegate")
    focal_point.write("Full name", "Ganbold")
    focal_point.page.get_by_label("Togo").last.check()
    focal_point.press("Continue")
    focal_point.sees("Nothing has been sent yet.")
    focal_point.press("Send")
    focal_point.sees("What happens next")

    # The link in the mail proves the address; the passes wait for the coordinator.
    focal_point.open_link(links_in(mail_to(ADDRESS)[0], week.url)[0])
    focal_point.sees("Ganbold")

    coordinator = person(viewport={"width": 1280, "height": 900})
    coordinator.open_link(week.links["coordinator"])
    coordinator.follow("Missions")
    claim = coordinator.page.locator("#claims li").filter(has_text=ADDRESS)
    claim.get_by_role("button", name="Yes, they register for it").click()

    # One mail holds the passes and can be forwarded, the other the link that manages the delegation.
    passes = next(mail for mail in mail_to(ADDRESS, 3)[1:] if "Ganbold" in mail)
    delegate = person(viewport={"width": 390, "height": 844})
    delegate.open_link(links_in(passes.partition("Ganbold")[2], week.url)[0])
    delegate.sees("Ganbold")
    code = delegate.page.locator(".code").first.inner_text()

    # The steward's hand scanner is a keyboard: the code, then Enter, wherever the page has its focus.
    steward = person(viewport={"width": 390, "height": 844})
    steward.open_link(week.links["door"]["page"])
    steward.page.locator("body").click(position={"x": 5, "y": 200})
    steward.write("Code", code)
    steward.page.keyboard.press("Enter")
    verdict = steward.page.locator(".verdict:visible")
    expect(verdict).to_have_attribute("data-kind", "admitted")
    expect(verdict).to_contain_text("Ganbold")
    expect(verdict).to_contain_text("Mongolia")

    hall = person(viewport={"width": 1920, "height": 1080})
    hall.open_link(week.links["hall"])
    moderator = person(viewport={"width": 1280, "height": 900})
    moderator.open_link(week.links["moderator"])
    moderator.go(f"/floor/{week.links['country_session']}/moderation?lang=en")

    delegate.follow("Live page")
    delegate.follow("Ask a question")
    delegate.write("Your question", QUESTION)
    delegate.press("Send to the moderators")
    delegate.sees(QUESTION)

    def question(board):
        return board.page.locator("article.question").filter(has_text=QUESTION).last

    expect(question(moderator)).to_be_visible()
    expect(hall.page.get_by_text(QUESTION)).to_have_count(0)
    free_the_floor(moderator.page)
    question(moderator).get_by_role("button", name="Approve").click()
    question(moderator).get_by_role("button", name="Call to the floor").click()

    hall.sees(QUESTION)
    hall.sees("Mongolia")
    delegate.sees("On the floor")
    expect(delegate.page.locator("#room")).to_contain_text(QUESTION)
