"""Photographs with everything that a camera or a program writes into them."""

import io

from PIL import Image, ImageCms, PngImagePlugin

from tests.core.files.samples.marks import AUTHOR, DEVICE, HIDDEN, PLACE, PROGRAM


def _drawn() -> Image.Image:
    """Wider than high, and another colour in each corner, so that a turn can be seen."""
    image = Image.new("RGB", (64, 32), "white")
    for corner, colour in (((0, 0), "red"), ((32, 0), "green"), ((0, 16), "blue")):
        image.paste(colour, (*corner, corner[0] + 32, corner[1] + 16))
    return image


def _exif(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F], exif[0x0110], exif[0x0131] = DEVICE, DEVICE, PROGRAM
    exif[0x013B], exif[0x9C9B] = AUTHOR, HIDDEN.encode("utf-16-le")
    exif.get_ifd(0x8825).update(
        {1: "N", 2: (46.0, 13.0, 37.0), 3: "E", 4: (6.0, 8.0, 24.0), 27: PLACE.encode()}
    )
    return exif


def xmp() -> bytes:
    return (
        f'<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><creator>{AUTHOR}</creator>'
        f"<tool>{PROGRAM}</tool><at>{PLACE}</at><by>{DEVICE}</by><h>{HIDDEN}</h></x:xmpmeta>"
    ).encode()


def profile() -> bytes:
    """A profile of colours with the name of a device in it, as some screens write it."""
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return made.replace(b"sRGB built-in".decode().encode("utf-16-be"), DEVICE[:13].encode("utf-16-be"))


def jpeg(orientation: int = 1) -> bytes:
    body = io.BytesIO()
    _drawn().save(
        body,
        "JPEG",
        quality=95,
        subsampling=0,
        exif=_exif(orientation),
        comment=HIDDEN.encode(),
        xmp=xmp(),
        icc_profile=profile(),
    )
    return body.getvalue() + b"after the end: " + AUTHOR.encode()


def png() -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", AUTHOR)
    notes.add_text("Comment", HIDDEN, zip=True)
    notes.add_itxt("XML:com.adobe.xmp", xmp().decode())
    notes.add(b"tIME", b"\x07\xe7\x08\x1c\x08\x00\x00")
    body = io.BytesIO()
    _drawn().save(body, "PNG", pnginfo=notes, exif=_exif(), icc_profile=profile())
    return body.getvalue() + b"after the end: " + AUTHOR.encode()
