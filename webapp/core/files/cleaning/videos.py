"""Videos: read where they lie, and copied with what must go written over. None is ever held in memory as a whole."""

import mmap
from collections.abc import Callable
from pathlib import Path

from webapp.core.files.cleaning.edits import Edits


def clean(source: Path, target: Path, note: Callable[[mmap.mmap, Edits], None]) -> None:
    """`note` reads the file and says what goes. Raises Faulty."""
    edits = Edits()
    with source.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        note(data, edits)
    edits.copy(source, target)
