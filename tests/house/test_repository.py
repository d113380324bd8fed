"""What is committed belongs to everybody: no path of one machine, no package index by name, exact pins."""

import re
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.no_database

ROOT = Path(__file__).resolve().parents[2]
# Written in pieces, so that this file does not find itself.
MACHINE_PATHS = ["/ro" + "ot/", "/ho" + r"me/\w", "/Us" + r"ers/\w", "/wo" + r"rk/\w", "file:" + "///[a-z]"]
INDEX_HOSTS = [
    "py" + r"pi\.org",
    "python" + r"hosted\.org",
    "registry" + r"\.npmjs\.org",
    "registry" + r"\.yarnpkg\.com",
    "npm" + r"mirror\.com",
]
# A path begins where no address or other path goes on before it.
FORBIDDEN = re.compile(rf"(?<![\w.\-}}])(?:{'|'.join(MACHINE_PATHS)})|{'|'.join(INDEX_HOSTS)}")
# A pin, what it applies to, and at least one hash.
PIN = re.compile(
    r"^[a-z0-9-]+==[^\s;]+( ; [^\\]+)? \\\n(    --hash=sha256:[0-9a-f]{64}( \\)?\n)+(    # via .*\n)?", re.M
)


def committed() -> list[Path]:
    """What git holds, and what it would take in now."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return [ROOT / name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_path_of_one_machine_or_a_package_index():
    found = [
        f"{path.relative_to(ROOT)}:{number}: {match[0]}"
        for path in committed()
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1)
        if (match := FORBIDDEN.search(line))
    ]
    assert found == []


@pytest.mark.parametrize(
    "line", ["cd /ro" + "ot/x", "see /ho" + "me/ana/x", 'open("/wo' + 'rk/x")', "https://py" + "pi.org/x"]
)
def test_the_search_finds_what_it_should(line):
    assert FORBIDDEN.search(line)


@pytest.mark.parametrize(
    "line", ["/desk/home/page", "{{ base }}/home/x", "the work/life balance", "sqlite:///x"]
)
def test_the_search_leaves_the_rest_alone(line):
    assert not FORBIDDEN.search(line)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_hold_only_exact_pins_with_hashes(name):
    text = (ROOT / name).read_text()
    assert PIN.sub("", text) == ""
    assert len(PIN.findall(text)) > 10
