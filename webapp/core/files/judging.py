"""Judging a file: in a process of its own with limits, so that a hostile one costs seconds there and nothing here."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask_babel import lazy_gettext as _

from webapp.core.files.cleaning.faults import Fault
from webapp.core.files.kinds import VIDEOS, Kind, Kinds
from webapp.core.refused import TooOften

PROGRAM = Path(__file__).parent / "cleaning" / "program.py"
SECONDS = 40  # by the clock; program.py limits the time of the processor and the memory
AT_ONCE = 2
WAIT = 10  # seconds for a turn

_turns = threading.BoundedSemaphore(AT_ONCE)

_SENTENCES = {
    Fault.OTHER: _("This file is of a kind that cannot be taken, whatever its name says."),
    Fault.BROKEN: _("This file is not whole, or cannot be read. Open it, save it anew and try again."),
    Fault.LOCKED: _("This file is locked with a password. Save it without one and try again."),
    Fault.OLD: _("This is a document of an old Word, or one that is locked with a password. Save it anew."),
    Fault.MACROS: _("This document contains macros. Save it without them and try again."),
    Fault.PICTURELESS: _("There is no moving picture in this file."),
    Fault.SWOLLEN: _(
        "This file is too large or too tangled inside to be opened safely. Save it anew, as a PDF."
    ),
}
_OF_VIDEOS = {
    Fault.BROKEN: _("This video is not whole, or cannot be read. Save it anew, as MP4, and try again."),
    Fault.LOCKED: _("This video is locked against copying. Save it without that and try again."),
    Fault.SWOLLEN: _("This video is too tangled inside to be read safely. Save it anew, as MP4."),
}


class Unfit(Exception):
    """The file is not taken. `sentence` (lazy) says why."""

    def __init__(self, fault: Fault, taken: Kinds):
        super().__init__(fault)
        self.fault = fault
        self.sentence = (_OF_VIDEOS if taken == VIDEOS else {}).get(fault) or _SENTENCES[fault]


@contextmanager
def turn() -> Iterator[None]:
    """Few are judged at once, whoever sends: each takes a processor and some memory. Raises TooOften."""
    if not _turns.acquire(timeout=WAIT):
        raise TooOften(_("Many files are arriving at this moment. Try again in a minute."))
    try:
        yield
    finally:
        _turns.release()


def clean(source: Path, target: Path, taken: Kinds) -> Kind:
    """Writes the file at `source` to `target` without its metadata and active parts, and says what it is.

    Raises Unfit, for a file that is not of `taken` too.
    """
    try:
        done = subprocess.run(  # noqa: S603 (our own file; the paths are made of an id)
            [sys.executable, "-I", str(PROGRAM), source.absolute(), target.absolute(), *sorted(taken.kinds)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # it could quote the file
            timeout=SECONDS,
            cwd=source.parent,
            env={"PATH": os.defpath},
            umask=0o077,
        )
    except subprocess.TimeoutExpired:
        raise Unfit(Fault.SWOLLEN, taken) from None
    said = done.stdout.decode("ascii", "replace").strip()
    if done.returncode == 0 and said in taken.kinds:
        return Kind(said)
    if said in set(Fault):
        raise Unfit(Fault(said), taken)
    # Ended by a limit it says nothing, nor where a library failed in a way that nobody foresaw.
    raise Unfit(Fault.SWOLLEN if done.returncode < 0 else Fault.BROKEN, taken)
