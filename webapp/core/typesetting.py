"""The one renderer of PDFs: Typst, kept ready in this process for a page or a few, and in one of its own for batches.

What people typed reaches it as JSON alone, never as source. It reads templates/typst and the fonts, and nothing else.
As a program it reads one order from its standard input and writes the PDF; then it loads nothing of the app.
"""

import json
import os
import resource
import subprocess
import sys
import threading
from functools import cache
from pathlib import Path

import typst

SOURCES = Path(__file__).parent.parent.parent / "templates" / "typst"
FONTS = Path(__file__).parent.parent / "fonts"
STANDARD = "ua-1"  # tagged, with a title and a language, so that it can be read aloud

BATCH_SECONDS = 60
BATCH_BYTES = 2**30

# Typst would share out a page among all processors, and spend more on that than it saves. Read once, as it begins.
os.environ.setdefault("RAYON_NUM_THREADS", "1")

_turn = threading.Lock()  # the compiler serves one caller at a time, and refuses the others


class Unset(Exception):
    """It could not be set: a letter is in no font, or it took too long or too much. The message quotes no data."""


def pdf(source: str, data: object) -> bytes:
    """The PDF of `templates/typst/<source>.typ` with `data` (as JSON), here and now: some milliseconds a page.

    The same data gives the same bytes: no date or random number goes in. Raises Unset.
    """
    inputs = {"data": json.dumps(data)}
    try:
        with _turn:
            return compiler(source).compile(format="pdf", sys_inputs=inputs, pdf_standards=STANDARD)
    except typst.TypstError:
        raise Unset(f"{source} could not be set") from None


@cache
def compiler(source: str) -> typst.Compiler:
    """The compiler for one source. It keeps what it has read and laid out, which makes the next page cheap."""
    return typst.Compiler(
        SOURCES / f"{source}.typ",
        root=SOURCES,
        font_paths=fonts(),
        package_path=SOURCES / "no-packages",
        package_cache_path=SOURCES / "no-packages",
    )


@cache
def fonts() -> typst.Fonts:
    """Our fonts first, then the system's.

    Of two fonts with one name the earlier wins, and by itself Typst puts the system's first: there another version of
    a font of ours would set our pages otherwise on each machine.
    """
    system = typst.Fonts(include_embedded_fonts=False)
    folders = sorted({str(Path(font.path).parent) for font in system.fonts() if font.path})
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS), *folders]
    )


def pdf_apart(source: str, data: object) -> bytes:
    """As `pdf`, in a process of its own, whose memory goes with it: for hundreds of pages. Raises Unset."""
    order = json.dumps({"source": source, "data": data}).encode()
    try:
        done = subprocess.run(  # noqa: S603 (our own file, and the data goes to its input)
            [sys.executable, "-I", __file__], input=order, capture_output=True, timeout=BATCH_SECONDS
        )
    except subprocess.TimeoutExpired:
        raise Unset(f"{source} took more than {BATCH_SECONDS} s") from None
    if done.returncode:
        raise Unset(f"{source} ended with {done.returncode}")
    return done.stdout


def _serve() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (BATCH_BYTES, BATCH_BYTES))
    order = json.load(sys.stdin)
    sys.stdout.buffer.write(pdf(order["source"], order["data"]))


if __name__ == "__main__":
    _serve()
