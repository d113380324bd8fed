"""Rows of delegates come and go, with a script and without, and what was typed stays."""

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("scripts", [True, False])
def test_rows_come_and_go_and_keep_what_was_typed(person, scripts):
    focal_point = person(java_script_enabled=scripts, viewport={"width": 390, "height": 844})
    page = focal_point.page
    focal_point.go("/editions/54/delegations/new?lang=en")
    loads = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    focal_point.write("Your full name", "Oyuna Bat")
    focal_point.write("Full name", "Bolormaa Dorj")
    page.get_by_label("Togo").check()

    focal_point.press("Add another delegate")
    expect(page.get_by_role("group", name="Delegate 2")).to_be_visible()
    if scripts:
        expect(page.get_by_label("Full name", exact=True).last).to_be_focused()
    focal_point.write("Full name", "Ganbold")
    page.get_by_role("button", name="Remove").first.click()

    expect(page.get_by_role("group", name="Delegate 2")).to_have_count(0)
    expect(page.get_by_label("Full name", exact=True)).to_have_value("Ganbold")
    expect(page.get_by_label("Your full name")).to_have_value("Oyuna Bat")
    expect(page.get_by_label("Togo")).not_to_be_checked()
    assert len(loads) == (0 if scripts else 2)
