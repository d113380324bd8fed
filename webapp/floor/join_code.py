"""The QR code by which a phone in the hall finds the live page."""

import io

import qrcode
from qrcode.image.svg import SvgPathImage


def svg(address: str) -> bytes:
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=2, image_factory=SvgPathImage)
    code.add_data(address)
    drawn = io.BytesIO()
    code.make_image().save(drawn)
    return drawn.getvalue()
