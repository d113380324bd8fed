"""Outside judges of a page: html-validate for its HTML, axe for what assistive technology meets."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page

from tests.servers import Missing

ROOT = Path(__file__).resolve().parent.parent
HTML_VALIDATE = ROOT / ".tools/html-validate/node_modules/html-validate/bin/html-validate.mjs"
RULES = ROOT / "tests/htmlvalidate.json"
AXE_OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
}


def html_problems(pages: Mapping[str, str]) -> list[str]:
    """What html-validate says against these whole pages, by name. One run of it for all."""
    node = shutil.which("node")
    if not node or not HTML_VALIDATE.exists():
        raise Missing("html-validate", "Install Node.js 18.19 or newer with npm, then: make test")
    with tempfile.TemporaryDirectory() as folder:
        names = {}
        for number, (name, html) in enumerate(pages.items()):
            file = Path(folder) / f"{number}.html"
            file.write_text(html, "utf-8")
            names[str(file)] = name
        done = subprocess.run(
            # Into a file: what Node writes into a pipe is cut off where it exits.
            [node, HTML_VALIDATE, "--config", RULES, "--formatter", "json=said.json", *names],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )
        said = Path(folder) / "said.json"
        if done.returncode not in (0, 1) or not said.exists():
            raise RuntimeError(f"html-validate ended with {done.returncode}:\n{done.stderr[-4000:]}")
        return [
            f"{names[str(Path(report['filePath']))]}:{message['line']}:{message['column']}: "
            f"{message['message']} ({message['ruleId']})"
            for report in json.loads(said.read_text("utf-8"))
            for message in report["messages"]
        ]


COLOURS = AXE_OPTIONS | {"runOnly": {"type": "tag", "values": ["cat.color"]}}


def axe_problems(page: Page, options: Mapping[str, object] = AXE_OPTIONS) -> list[str]:
    """What axe says against the page as it stands, and whether it scrolls sideways.

    `options` are COLOURS for a page that was judged already, and has other colours now.
    """
    if not page.evaluate("'axe' in window"):  # it stays until the page is left
        page.evaluate(AXE_FILE_PATH.read_text("utf-8"))
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    problems = [
        f"{page.url}: {violation['help']} ({violation['id']}): {', '.join(map(str, node['target']))}"
        for violation in found
        for node in violation["nodes"]
    ]
    width, window = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    if width > window + 1:
        problems.append(f"{page.url}: scrolls sideways ({width} px wide in a window of {window} px)")
    return problems
