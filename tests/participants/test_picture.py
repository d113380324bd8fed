"""The QR code of a pass: version 2, alphanumeric, the 32 letters and nothing else, sharp and framed."""

import io
import re

import png
import pytest

from tests.participants.qr import framed, read


@pytest.fixture
def holder(holder_of, edition):
    return holder_of(edition)


def dark_modules_of_png(data: bytes) -> list[list[bool]]:
    """The modules without the quiet zone. Fails unless every module is one colour, and every pixel black or white."""
    width, height, rows, info = png.Reader(bytes=data).read()
    rows = [list(row) for row in rows]
    assert (info["greyscale"], info["bitdepth"], width % 33, width == height) == (True, 1, 0, True)
    scale = width // 33
    module = [[rows[y * scale][x * scale] for x in range(33)] for y in range(33)]
    assert rows == [[module[y // scale][x // scale] for x in range(width)] for y in range(height)]
    return framed([[pixel == 0 for pixel in row] for row in module])


def dark_modules_of_svg(text: str) -> list[list[bool]]:
    assert 'viewBox="0 0 33 33"' in text
    assert 'shape-rendering="crispEdges"' in text
    assert '<path fill="#fff" d="M0,0h33v33H0z"/>' in text
    dark = [[False] * 33 for _ in range(33)]
    strokes = re.search(r'<path d="([^"]+)"', text)[1]
    assert re.fullmatch(r"(M\d+,\d+h\d+v1h-\d+z)+", strokes)
    for x, y, length in re.findall(r"M(\d+),(\d+)h(\d+)", strokes):
        for step in range(int(length)):
            dark[int(y)][int(x) + step] = True
    return framed(dark)


def test_both_pictures_hold_the_code_alone(holder):
    from_png = dark_modules_of_png(holder.get(".png").data)
    from_svg = dark_modules_of_svg(holder.get(".svg").text)

    assert from_png == from_svg
    assert read(from_png) == ("M", "alphanumeric", holder.code)


def test_the_png_can_be_read_by_the_eye_of_a_phone(holder):
    width, _height, _rows, _info = png.Reader(file=io.BytesIO(holder.get(".png").data)).read()
    assert width >= 500


@pytest.mark.parametrize(("ending", "mimetype"), [(".png", "image/png"), (".svg", "image/svg+xml")])
def test_the_file_names_nobody_and_is_kept_by_nobody(holder, ending, mimetype):
    reply = holder.get(ending)
    assert (reply.status_code, reply.mimetype) == (200, mimetype)
    assert reply.headers["Content-Disposition"] == f'inline; filename="pass-44{ending}"'
    assert reply.headers["Cache-Control"] == "no-store"
    assert b"Rojas" not in reply.data


def test_each_pass_has_a_code_of_its_own(holder, holder_of, edition):
    assert holder.get(".svg").data != holder_of(edition, name="Eve").get(".svg").data
