"""The browser."""

import shutil

from tests.servers.processes import Missing


def chromium_options() -> dict[str, object]:
    """How playwright launches the system's Chromium: `playwright.chromium.launch(**chromium_options())`."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not program:
        raise Missing("Chromium", "On Debian, as root: apt-get install chromium")
    return {
        "executable_path": program,
        "headless": True,
        "args": [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }
