"""Fetches the fonts again as Debian packages them, and refuses any that is not what the table says."""

import hashlib
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "webapp/fonts"
PACKAGE = "fonts-noto-core"


def main() -> int:
    rows = tomllib.loads((FOLDER / "fonts.toml").read_text())["files"]
    with tempfile.TemporaryDirectory() as scratch:
        packed = unpacked(Path(scratch))
        wrong = [problem for row in rows for problem in place(row, packed.get(row["file"]))]
    for problem in wrong:
        print(problem, file=sys.stderr)
    return 1 if wrong else 0


def unpacked(scratch: Path) -> dict[str, Path]:
    """The fonts of Debian's package, by name. Needs apt and dpkg, but not root."""
    subprocess.run(["apt-get", "download", PACKAGE], check=True, cwd=scratch, stdout=subprocess.DEVNULL)
    (package,) = scratch.glob("*.deb")
    subprocess.run(["dpkg", "-x", package, scratch / "files"], check=True)
    return {file.name: file for file in (scratch / "files").rglob("*.ttf")}


def place(row: dict[str, str], file: Path | None) -> list[str]:
    if file is None:
        return [f"{row['file']}: {PACKAGE} holds no such file"]
    content = file.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != row["sha256"]:
        return [f"{row['file']}: has SHA-256 {found}, the table says {row['sha256']}"]
    (FOLDER / row["file"]).write_bytes(content)
    print(f"{row['file']}: version {row['version']}, as the table says")
    return []


if __name__ == "__main__":
    sys.exit(main())
