"""Pictures that stand alone: their points are written anew, so that nothing else of the file comes along."""

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageCms, ImageFile, ImageOps, UnidentifiedImageError

from webapp.core.files.cleaning.faults import Fault, Faulty

SIDE = 4096  # points; a larger photograph is made smaller, for no screen or page shows more
POINTS_MOST = 60_000_000  # in what is decoded: about 180 MB
QUALITY = 90

_AS_THEY_ARE = {"JPEG": {"L", "RGB"}, "PNG": {"1", "L", "LA", "P", "RGB", "RGBA"}}


def clean(source: Path, target: Path, format: str) -> None:
    """`format` is "JPEG" or "PNG". The picture stands as its viewer saw it, turned where a note in it said so."""
    Image.MAX_IMAGE_PIXELS = None  # judged here
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(source, formats=[format]) as image:
            _points(image, format).save(target, format, **_options(format))
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        KeyError,
        IndexError,
        TypeError,
    ):
        raise Faulty(Fault.BROKEN) from None


def _points(image: Image.Image, format: str) -> Image.Image:
    image.draft(None, (SIDE, SIDE))  # a JPEG can be decoded smaller at once
    if image.width * image.height > POINTS_MOST:
        raise Faulty(Fault.SWOLLEN)
    image.load()
    profile = image.info.get("icc_profile")
    transparent = image.info.get("transparency")
    image = ImageOps.exif_transpose(image)
    image.info = {} if transparent is None else {"transparency": transparent}
    image = _in_common_colours(image, profile)
    if image.mode not in _AS_THEY_ARE[format]:
        image = image.convert("L" if image.mode.startswith(("I", "F")) else "RGB")
    if max(image.size) > SIDE:
        image.thumbnail((SIDE, SIDE))
    return image


def _in_common_colours(image: Image.Image, profile: bytes | None) -> Image.Image:
    """As sRGB: a profile of colours can name the very screen or camera that it was made for, so it does not stay."""
    if not profile or image.mode not in ("RGB", "RGBA", "CMYK"):
        return image
    common = ImageCms.createProfile("sRGB")
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        given = ImageCms.ImageCmsProfile(BytesIO(profile))
        changed = ImageCms.profileToProfile(image, given, common, outputMode=mode)
    except ImageCms.PyCMSError:
        return image
    changed.info = {}
    return changed


def _options(format: str) -> dict[str, object]:
    return {"quality": QUALITY, "optimize": True} if format == "JPEG" else {}
