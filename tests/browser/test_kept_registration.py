"""A registration on a bad line: nothing typed is lost, and the page says what is received and what is not."""

import re

from playwright.sync_api import expect

from tests.bad_line import Network, expect_forgotten, kept_on

NOT_YET = "Kept on this device, not yet received."


def fill(focal_point, mission, *people):
    focal_point.go("/editions/54/delegations/new?lang=en")
    focal_point.page.get_by_label("Mission").select_option(mission)
    focal_point.write("Your full name", "Oyuna Bat")
    focal_point.write("Your e-mail address", f"{mission.lower()}@mission.example.org")
    for place, name in enumerate(people):
        if place:
            focal_point.press("Add another delegate")
            expect(focal_point.page.get_by_role("group", name=f"Delegate {place + 1}")).to_be_visible()
        focal_point.write("Full name", name)


def test_the_line_is_cut_at_both_steps(week, person, mail_to):
    focal_point = person(viewport={"width": 390, "height": 844})
    page = focal_point.page
    fill(focal_point, "Tonga", "Ana Rojas", "Ganbold")
    page.get_by_label("Togo").last.check()
    network = Network(page)

    network.cut()
    focal_point.press("Continue")
    expect(page.get_by_role("status").filter(has_text=NOT_YET)).to_be_visible()
    expect(page.get_by_label("Full name", exact=True).last).to_have_value("Ganbold")
    network.restore()
    focal_point.sees("Nothing has been sent yet.")

    network.cut()
    focal_point.press("Send")
    expect(page.get_by_text(NOT_YET)).to_be_visible()
    network.restore()
    focal_point.sees("What happens next")
    expect_forgotten(page)
    assert len(mail_to("tonga@mission.example.org")) == 1


def test_who_comes_back_has_all_rows_again(week, person, mail_to):
    focal_point = person()
    page = focal_point.page
    fill(focal_point, "Kiribati", "Ana Rojas", "Ganbold", "Sela Tuku")
    page.get_by_label("Togo").nth(1).check()
    network = Network(page)
    network.cut()
    focal_point.press("Continue")
    expect(page.get_by_text(NOT_YET)).to_be_visible()
    page.close()

    focal_point.page = page = page.context.new_page()
    focal_point.go("/editions/54/delegations/new?lang=en")
    expect(page.get_by_role("status")).to_contain_text(
        re.compile(r"You wrote in this form at \d\d:\d\d\. It has not been received\.")
    )
    expect(page.get_by_label("Full name", exact=True)).to_have_value("")
    focal_point.press("Put it back into the form")
    expect(page.get_by_label("Full name", exact=True).last).to_have_value("Sela Tuku")
    expect(page.get_by_label("Togo").nth(1)).to_be_checked()
    expect(page.get_by_role("status")).to_be_empty()
    focal_point.press("Continue")
    focal_point.press("Send")
    focal_point.sees("What happens next")
    expect_forgotten(page)
    assert len(mail_to("kiribati@mission.example.org")) == 1


def test_a_form_that_is_started_anew_is_not_filled_with_another_s_answers(week, person):
    focal_point = person()
    page = focal_point.page
    fill(focal_point, "Samoa", "Ana Rojas")
    Network(page).cut()
    focal_point.press("Continue")
    expect(page.get_by_text(NOT_YET)).to_be_visible()
    page.close()

    focal_point.page = page = page.context.new_page()
    focal_point.go("/editions/44/delegations/new?lang=en")  # another edition
    assert "Ana Rojas" not in page.content()
    focal_point.go("/editions/54/delegations/new?lang=en")
    assert "Ana Rojas" not in page.content()
    focal_point.press("Delete from this device")
    expect(page.get_by_role("status")).to_be_empty()
    assert kept_on(page) == []
