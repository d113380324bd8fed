"""On paper nothing reaches into anything else, however long a name is; and what must be read from afar is large."""

import io
import json

import numpy
import pytest
from PIL import Image

from tests import factories
from webapp.core import typesetting
from webapp.participants import badges
from webapp.participants.badges import Layout

PPI = 127  # five pixels to the millimetre
MM = PPI / 25.4
LONG = [
    "W" * 200,
    "Donaudampfschifffahrtsgesellschaftskapitänswitwenversicherungen",
    ("María de los Ángeles " * 10)[:200].strip(),
    "Ǧḥẓ̌ " * 40,
    "محمد عبد الله بن عبد العزيز آل سعود " * 5,
    "م" * 60,
    "श्रीमती सुष्मिता कृष्णमूर्ति " * 6,
    "ณัฐธิดาพงษ์ประเสริฐ" * 10,
    "Ana محمد Юлия শ্রী ณัฐ " * 8,
    "i",
]
# Where the name may stand, from the left, the top, the right and the bottom, in millimetres.
NAME = {"pass": (8, 12.5, 97, 41), "badges": (8, 15, 97, 60)}


@pytest.fixture
def drawn(edition):
    """The picture of one page with a name on it, as numbers: 0 is black."""
    held = factories.issued_pass(edition, expected_at=edition.country_sessions)

    def draw(source: str, name: str, layout: Layout = Layout.A6, count: int = 1) -> numpy.ndarray:
        held.participant.name = name
        passes = [held] * count
        if source == "pass":
            document = badges.pass_document(passes, "en")
        else:
            document = badges.badge_document(passes, layout, "en")
        inputs = {"data": json.dumps(document)}
        pictures = typesetting.compiler(source).compile(format="png", ppi=PPI, sys_inputs=inputs)
        picture = pictures if isinstance(pictures, bytes) else pictures[0]
        return numpy.asarray(Image.open(io.BytesIO(picture)).convert("L"))

    return draw


@pytest.mark.parametrize("source", ["pass", "badges"])
@pytest.mark.parametrize("name", LONG, ids=lambda name: name[:8])
def test_a_name_stays_in_its_own_place(drawn, source, name):
    """With another name nothing changes outside of it, and something within."""
    differs = drawn(source, name) != drawn(source, "Ana Rojas")
    left, top, right, bottom = (round(edge * MM) for edge in NAME[source])
    assert differs[top:bottom, left:right].any()
    differs[top:bottom, left:right] = False
    assert not differs.any()


def height_of_letters(picture: numpy.ndarray, box: tuple[int, int, int, int]) -> float:
    """How many millimetres of a box, from its first row with ink to its last."""
    left, top, right, bottom = (round(edge * MM) for edge in box)
    rows = numpy.flatnonzero((picture[top:bottom, left:right] < 128).any(axis=1))
    return (rows[-1] - rows[0] + 1) / MM


def test_the_affiliation_can_be_read_at_two_metres(drawn):
    assert height_of_letters(drawn("badges", "Ana Rojas"), (8, 61, 97, 97)) >= 8  # "Chile", one line


def test_four_on_a4_are_four_times_the_same_to_the_tenth_of_a_millimetre(drawn):
    sheet, one = drawn("badges", "Ana Rojas", Layout.A4, 4), drawn("badges", "Ana Rojas")
    height, width = one.shape
    assert (width, height, sheet.shape) == (
        round(105 * MM),
        round(148 * MM),
        (round(297 * MM), round(210 * MM)),
    )
    inner = slice(round(5 * MM), round(143 * MM)), slice(round(5 * MM), round(100 * MM))
    for row in (0, 1):
        for column in (0, 1):
            # Half a millimetre of A4 is left above and below: the cells begin between two pixels.
            top, left = round((0.5 + 148 * row) * MM), 105 * column * 5
            cell = sheet[top : top + height, left : left + width]
            dark = numpy.mean(cell[inner] < 128), numpy.mean(one[inner] < 128)
            assert dark[0] == pytest.approx(dark[1], rel=0.02)


def test_marks_lie_on_the_lines_of_the_cut_and_nowhere_else(drawn):
    sheet = drawn("badges", "Ana Rojas", Layout.A4, 1)
    lower_half = sheet[round(149 * MM) :, :] < 200  # it holds no badge: what is there is marks
    rows, columns = (numpy.flatnonzero(lower_half.any(axis=axis)) / MM for axis in (1, 0))
    assert max(min(abs(149 + row - line) for line in (148.5, 296.5)) for row in rows) < 4.5
    assert max(min(abs(column - line) for line in (0, 105, 210)) for column in columns) < 4.5
