"""What the tests of a draft look at: what it says of itself, and what the device keeps of it."""

import json

from playwright.sync_api import Page, expect

NOT_YET = "Kept on this device, not yet received."


def kept_on(page: Page) -> dict[str, dict[str, list[str]]]:
    """What the page's device keeps of drafts: of each address the fields and what was typed."""
    stored = page.evaluate("Object.entries(localStorage)")
    drafts = {key: json.loads(value) for key, value in stored if key.startswith("draft ")}
    return {
        key.removeprefix("draft "): {name: field["now"] for name, field in entry["fields"].items()}
        for key, entry in drafts.items()
    }


def expect_said(page: Page, words: str) -> None:
    expect(page.locator(".draft-state")).to_contain_text(words)


def expect_saved(page: Page) -> None:
    expect(page.locator(".draft-state")).to_have_text("Saved.")
