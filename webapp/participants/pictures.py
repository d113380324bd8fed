"""The QR code of a pass: version 2, alphanumeric, error correction M, so that cheap cameras read it from afar."""

import io
from functools import lru_cache

import png as pypng
import qrcode
from qrcode.util import MODE_ALPHA_NUM, QRData

from webapp.participants.codes import CODE_LETTERS

VERSION = 2
SIDE = 25  # modules of a version 2
QUIET = 4  # modules of white around it, as the standard asks
MASK = 2  # the best of the eight on average. Codes are random, so that to try all for each would gain little for 3 ms
SCALE = 16  # pixels for each module of the PNG


def modules(code: str) -> list[list[bool]]:
    """The modules of a pass's code, dark or not, row by row, without the quiet zone."""
    if len(code) != CODE_LETTERS:
        raise ValueError("a pass shows the whole code")
    drawing = qrcode.QRCode(
        version=VERSION, error_correction=qrcode.ERROR_CORRECT_M, border=0, mask_pattern=MASK
    )
    drawing.add_data(QRData(code, mode=MODE_ALPHA_NUM))
    drawing.make(fit=False)  # what does not fit in version 2 is refused, not made denser
    return drawing.get_matrix()


@lru_cache(maxsize=1024)  # a pass page draws it each time that it is opened
def svg(code: str) -> bytes:
    """Sharp at any size: one path, a run of dark modules to each stroke."""
    side = SIDE + 2 * QUIET
    strokes = "".join(
        f"M{QUIET + start},{QUIET + y}h{length}v1h-{length}z"
        for y, row in enumerate(modules(code))
        for start, length in _runs(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}mm" height="{side}mm"'
        f' shape-rendering="crispEdges"><path fill="#fff" d="M0,0h{side}v{side}H0z"/>'
        f'<path d="{strokes}"/></svg>'
    ).encode()


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    """(start, length) of each stretch of dark modules."""
    edges = [x for x in range(len(row) + 1) if (x < len(row) and row[x]) != (x > 0 and row[x - 1])]
    return [(start, end - start) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def png(code: str) -> bytes:
    """Black and white alone, each module a whole number of pixels."""
    side = SIDE + 2 * QUIET
    margin = [0] * QUIET
    rows = [[0] * side] * QUIET
    rows = rows + [margin + [int(dark) for dark in row] + margin for row in modules(code)] + rows
    pixels = [[1 - dark for dark in row for _ in range(SCALE)] for row in rows for _ in range(SCALE)]
    out = io.BytesIO()
    pypng.Writer(side * SCALE, side * SCALE, greyscale=True, bitdepth=1).write(out, pixels)
    return out.getvalue()
