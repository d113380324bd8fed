"""The program that judges and cleans one file, in a process of its own: SOURCE TARGET and the kinds that are taken.

It sets its own limits, and then runs documents.py. Of the app it loads this folder and webapp.core.files.kinds alone.
"""

import resource
import runpy
import sys
import types
from pathlib import Path

CPU_SECONDS = 20
MEMORY = 640 * 2**20
GROWTH = 4  # what is written may be so many times as large as what came, and as so many MB


def _limit(size: int) -> None:
    for what, most in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_DATA, MEMORY),
        (resource.RLIMIT_FSIZE, GROWTH * (size + 2**20)),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _without_the_app() -> None:
    """Lets this folder be imported by its name without webapp/__init__.py, which is the whole application."""
    package = types.ModuleType("webapp")
    package.__path__ = [str(Path(__file__).parents[3])]
    sys.modules["webapp"] = package


if __name__ == "__main__":
    _limit(Path(sys.argv[1]).stat().st_size)
    _without_the_app()
    runpy.run_module("webapp.core.files.cleaning.documents", run_name="__main__", alter_sys=True)
