"""Films of passes in front of a camera, which Chromium plays in place of one.

Twelve hard scenes: a pass on paper, a phone or a badge; tilted, far away, out of focus, moving, in the dark, in the
glare of a lamp, under a thumb. Everything random comes from the scene's own name, so a film is the same every time.
"""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zlib import crc32

import numpy as np
import qrcode
from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1280, 720
FRAMES_PER_SECOND = 30  # at which Chromium plays a film of JPEGs
QUALITY = 85

WHITE, BLACK, INK, PALE = (255, 255, 255), (0, 0, 0), (16, 21, 28), (232, 238, 245)
BRAND, SCREEN, SKIN = (11, 95, 165), (247, 249, 252), (196, 150, 125)
QR_SIDE = 460  # of the square with the code on a card, its quiet zone included


@dataclass(frozen=True, slots=True)
class Scene:
    """How a pass is held up. `qr` is the code's width in pixels of the picture, without its quiet zone."""

    card: str  # paper, phone, dark (a phone's dark mode), none
    qr: int
    tilt: float  # 0 is flat, 1 a nearer edge of one and a half times the size
    blur: float  # radius in pixels
    motion: int = 1  # pixels that the pass travels while the shutter is open
    light: float = 0.9
    noise: float = 5
    turns: bool = False
    glare: bool = False
    thumb: bool = False


HARD = {
    "phone": Scene("phone", 300, 0.05, 0.6, light=1, noise=4),
    "paper": Scene("paper", 300, 0.08, 0.8),
    "tilted": Scene("paper", 300, 0.45, 0.8),
    "rotated": Scene("phone", 300, 0.10, 0.8, turns=True),
    "small": Scene("paper", 110, 0.08, 0.7),
    "tiny": Scene("paper", 72, 0.05, 0.6),
    "blurred": Scene("paper", 260, 0.10, 3.2),
    "motion": Scene("phone", 300, 0.10, 0.8, motion=13),
    "lowlight": Scene("paper", 280, 0.10, 1.2, light=0.16, noise=14),
    "glare": Scene("phone", 300, 0.15, 0.9, light=1, glare=True),
    "inverted": Scene("dark", 300, 0.08, 0.8),
    "partial": Scene("paper", 300, 0.10, 0.8, thumb=True),
}
EMPTY = Scene("none", 300, 0.05, 0.8)


def write(pictures: Iterable[Image.Image], path: Path) -> Path:
    """A film for `--use-file-for-fake-video-capture`, which plays it again and again."""
    path.write_bytes(b"".join(jpeg(picture) for picture in pictures))
    return path


def write_stills(path: Path, *parts: tuple[Image.Image, float]) -> Path:
    """The same of pictures that each stand for so many seconds."""
    seconds = ((jpeg(picture), length) for picture, length in parts)
    path.write_bytes(b"".join(picture * round(length * FRAMES_PER_SECOND) for picture, length in seconds))
    return path


def jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def shown(scene: Scene, text: str, name: str, count: int) -> Iterator[Image.Image]:
    """`count` pictures of a card with `text` in its code, which wanders and trembles as a hand does."""
    random = np.random.default_rng(crc32(name.encode()))
    card, code_width = _card(scene.card, text)
    background = _room(random)
    for number in range(count):
        turn = number / count * 2 * np.pi
        corners = _corners(scene, card.size, scene.qr / code_width, turn, random)
        yield _taken(scene, _held_up(card, background, corners, scene, random), random)


def still(*texts: str) -> Image.Image:
    """One easy picture with a code for each text, side by side."""
    picture = _room(np.random.default_rng(1)).copy()
    for place, text in enumerate(texts):
        code = _code(text, BLACK, WHITE)[0].resize((300, 300), Image.Resampling.NEAREST)
        picture.paste(code, (WIDTH * (2 * place + 1) // (2 * len(texts)) - 150, HEIGHT // 2 - 150))
    return picture


@cache
def _card(kind: str, text: str) -> tuple[Image.Image, float]:
    """A flat picture of the card, and the width of the code in it."""
    dark, light = (PALE, INK) if kind == "dark" else (BLACK, WHITE)
    card = Image.new("RGB", (560, 820), SCREEN if kind == "phone" else light)
    draw = ImageDraw.Draw(card)
    draw.rectangle((0, 0, 560, 90), fill=BRAND)
    code, share = _code(text, dark, light)
    if kind != "none":
        card.paste(code.resize((QR_SIDE, QR_SIDE), Image.Resampling.NEAREST), (50, 130))
    for line in range(5):  # of text
        draw.rectangle((60, 640 + 26 * line, 460 - 40 * line, 650 + 26 * line), fill=(85, 85, 85))
    if kind in ("phone", "dark"):
        phone = Image.new("RGB", (600, 900), (17, 17, 17))
        phone.paste(card, (20, 40))
        card = phone
    return card, QR_SIDE * share


def _code(text: str, dark: tuple, light: tuple) -> tuple[Image.Image, float]:
    """The code with its quiet zone, and which share of its width is modules."""
    drawing = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=4, box_size=12)
    drawing.add_data(text)
    drawing.make()
    side = drawing.modules_count
    picture = drawing.make_image(fill_color=dark, back_color=light).get_image().convert("RGB")
    return picture, side / (side + 8)


def _room(random: np.random.Generator) -> Image.Image:
    """What is behind: patches of grey and colour, out of focus."""
    patches = random.integers(60, 190, (18, 32, 3), dtype=np.uint8)
    return Image.fromarray(patches).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)


def _corners(
    scene: Scene, size: tuple[int, int], scale: float, turn: float, random: np.random.Generator
) -> np.ndarray:
    """Where the four corners of the card are in the picture, from the top left one on."""
    middle = np.array([WIDTH / 2 + 60 * np.sin(turn), HEIGHT / 2 + 50 * np.cos(2 * turn)])
    middle += random.uniform(-6, 6, 2)
    angle = turn if scene.turns else np.radians(random.uniform(-7, 7))
    across, down = scene.tilt * random.uniform(0.7, 1), scene.tilt * random.uniform(-0.5, 0.5)
    unit = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)])
    nearness = 1 + across / 2 * unit[:, 0] + down / 2 * unit[:, 1]
    flat = unit * np.array(size) * scale / 2 * nearness[:, None] * np.array([1 - 0.35 * across, 1])
    rotation = np.array([(np.cos(angle), np.sin(angle)), (-np.sin(angle), np.cos(angle))])
    return middle + flat @ rotation


def _held_up(
    card: Image.Image,
    background: Image.Image,
    corners: np.ndarray,
    scene: Scene,
    random: np.random.Generator,
) -> Image.Image:
    width, height = card.size
    scale = float(np.linalg.norm(corners[1] - corners[0])) / width
    seen_from = _perspective([(0, 0), (width, 0), (width, height), (0, height)], corners)
    smooth = card.filter(ImageFilter.GaussianBlur(0.35 / scale))  # a lens blurs what is too fine for it
    options = ((WIDTH, HEIGHT), Image.Transform.PERSPECTIVE, seen_from, Image.Resampling.BICUBIC)
    picture = background.copy()
    picture.paste(smooth.transform(*options), (0, 0), Image.new("L", card.size, 255).transform(*options))
    if scene.glare:
        _shine(picture, corners.mean(axis=0)[0] + random.uniform(-90, 90))
    if scene.thumb:
        x, y = corners[2]
        box = (x - 210 * scale - 30, y - 468 * scale, x + 60, y - 250 * scale)
        ImageDraw.Draw(picture).ellipse(box, fill=SKIN)
    return picture


def _perspective(source: list[tuple[int, int]], target: np.ndarray) -> tuple[float, ...]:
    """The eight coefficients with which pillow finds the point of `source` for each one of `target`."""
    rows, values = [], []
    for (x, y), (u, v) in zip(target, source, strict=True):
        rows += [(x, y, 1, 0, 0, 0, -u * x, -u * y), (0, 0, 0, x, y, 1, -v * x, -v * y)]
        values += [u, v]
    return tuple(np.linalg.solve(np.array(rows, float), np.array(values, float)))


def _shine(picture: Image.Image, x: float) -> None:
    """The stripe of a lamp, mirrored across a screen."""
    stripe = Image.new("L", picture.size, 0)
    corners = [(x - 30, 0), (x + 70, 0), (x - 70, HEIGHT), (x - 170, HEIGHT)]
    ImageDraw.Draw(stripe).polygon(corners, fill=205)
    picture.paste(WHITE, (0, 0, WIDTH, HEIGHT), stripe.filter(ImageFilter.GaussianBlur(28)))


def _taken(scene: Scene, picture: Image.Image, random: np.random.Generator) -> Image.Image:
    """As the sensor has it: out of focus, moved, dark, noisy."""
    seen = np.asarray(picture.filter(ImageFilter.GaussianBlur(scene.blur)), np.float32)
    if scene.motion > 1:
        seen = np.mean(
            [np.roll(seen, step - scene.motion // 2, axis=1) for step in range(scene.motion)], axis=0
        )
    noise = random.standard_normal(seen.shape, np.float32) * scene.noise
    return Image.fromarray(np.clip(seen * scene.light + noise, 0, 255).astype(np.uint8))
