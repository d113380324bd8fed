"""`make pictures`: takes the README's pictures anew, from the running app with the demonstration's week.

Each is a screen at its real size; what is large by nature is then shrunk, so that the repository stays small.
"""

import io
import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import servers  # noqa: E402 found by the path above

FOLDER = ROOT / "docs" / "pictures"
PHONE, LAPTOP, WALL = (390, 844), (1280, 800), (1920, 1080)
COLOURS = 64  # flat surfaces and text: more would show no difference
WIDEST = 1280


@dataclass(frozen=True, slots=True)
class Picture:
    """One screen: whose link opens it, where it is then, and what is done there first."""

    name: str
    size: tuple[int, int]
    link: Callable[[dict], str] | None
    path: str = ""  # "{floor}" is the country session under way
    language: str = "en"
    scheme: str = "light"
    act: Callable[[Page, dict], None] | None = None


def _type_a_code(page: Page, links: dict) -> None:
    page.get_by_label("Code").first.fill(links["delegates"][3]["code"])
    page.get_by_role("button", name="Check", exact=True).click()
    page.locator(".verdict").wait_for()


PICTURES = (
    Picture("home", LAPTOP, None, "/"),
    Picture("register", PHONE, None, "/editions/54/delegations/new", language="fr"),
    Picture("pass", PHONE, lambda links: links["delegates"][0]["link"]),
    Picture("floor", PHONE, lambda links: links["delegates"][0]["link"], "{floor}", language="es"),
    Picture("door", PHONE, lambda links: links["door"]["page"], act=_type_a_code),
    Picture("moderation", LAPTOP, lambda links: links["moderator"], "{floor}/moderation"),
    Picture("hall", WALL, lambda links: links["hall"], "{floor}/hall", scheme="dark"),
    Picture("podium", LAPTOP, lambda links: links["podium"], "{floor}/podium"),
)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**servers.chromium_options())
        instance = Path(scratch)
        servers.flask(instance, "db", "upgrade")
        for edition in sorted((ROOT / "editions").glob("*.toml")):
            servers.flask(instance, "edition", "load", str(edition))
        links = json.loads(servers.flask(instance, "demo", "--json").stdout)
        with servers.app_server(instance) as server:
            for picture in PICTURES:
                size = _take(browser, server.url, links, picture)
                print(f"{picture.name}: {size:,} bytes")


def _take(browser: Browser, url: str, links: dict, picture: Picture) -> int:
    """Writes the picture; its size in bytes."""
    width, height = picture.size
    viewport = {"width": width, "height": height}
    with browser.new_context(viewport=viewport, color_scheme=picture.scheme) as context:
        page = context.new_page()
        if picture.link:
            page.goto(url + picture.link(links))
            page.get_by_role("button", name="Open", exact=True).click()
            page.wait_for_load_state()
        if picture.path:
            path = picture.path.format(floor=f"/floor/{links['country_session']}")
            page.goto(f"{url}{path}?lang={picture.language}")
        if picture.act:
            picture.act(page, links)
        page.wait_for_timeout(1_500)  # the streams have come, and whatever moves has come to rest
        taken = Image.open(io.BytesIO(page.screenshot()))
    file = FOLDER / f"{picture.name}.png"
    _small(taken).save(file, optimize=True)
    return file.stat().st_size


def _small(taken: Image.Image) -> Image.Image:
    if taken.width > WIDEST:
        taken = taken.resize((WIDEST, taken.height * WIDEST // taken.width), Image.LANCZOS)
    return taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)


if __name__ == "__main__":
    main()
