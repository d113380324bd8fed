"""Fetches the vendored browser files again through npm, and refuses any that is not what the table says."""

import hashlib
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "webapp/static/vendor"


def main() -> int:
    rows = tomllib.loads((FOLDER / "vendored.toml").read_text())["files"]
    wrong = []
    with tempfile.TemporaryDirectory() as scratch:
        for package in sorted({f"{row['package']}@{row['version']}" for row in rows}):
            members = packed(package, Path(scratch))
            for row in rows:
                if f"{row['package']}@{row['version']}" == package:
                    wrong += place(row, members.get(row["member"]))
    for problem in wrong:
        print(problem, file=sys.stderr)
    return 1 if wrong else 0


def packed(package: str, scratch: Path) -> dict[str, bytes]:
    """The files of a published package, by their path inside it."""
    done = subprocess.run(
        ["npm", "pack", package, "--silent", "--pack-destination", scratch],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        cwd=scratch,
    )
    with tarfile.open(scratch / done.stdout.split()[-1]) as archive:
        return {
            member.name.removeprefix("package/"): archive.extractfile(member).read()
            for member in archive
            if member.isfile()
        }


def place(row: dict[str, str], content: bytes | None) -> list[str]:
    if content is None:
        return [f"{row['file']}: {row['package']} {row['version']} holds no {row['member']}"]
    found = hashlib.sha256(content).hexdigest()
    if found != row["sha256"]:
        return [f"{row['file']}: {row['member']} has SHA-256 {found}, the table says {row['sha256']}"]
    (FOLDER / row["file"]).write_bytes(content)
    print(f"{row['file']}: {row['package']} {row['version']}, as the table says")
    return []


if __name__ == "__main__":
    sys.exit(main())
