"""Files as people send them, full of what they do not know to be in them: SECRETS are in each, and in no clean one."""

from tests.core.files.samples.marks import AUTHOR, HIDDEN, SECRETS, TEXT, read, secrets_in
from tests.core.files.samples.office import W, bomb, docm, docx, docx_parts, odt, odt_parts, types, zipped
from tests.core.files.samples.pdfs import pdf, plain_pdf, revised_pdf, swollen_pdf
from tests.core.files.samples.pictures import jpeg, png
from tests.core.files.samples.videos import mp4, webm

EACH = {"PDF": pdf, "DOCX": docx, "ODT": odt, "JPEG": jpeg, "PNG": png, "MP4": mp4, "WebM": webm}

__all__ = [
    "AUTHOR", "EACH", "HIDDEN", "SECRETS", "TEXT", "W", "bomb", "docm", "docx", "docx_parts", "jpeg", "mp4",
    "odt", "odt_parts", "pdf", "plain_pdf", "png", "read", "revised_pdf", "secrets_in", "swollen_pdf", "types",
    "webm", "zipped",
]  # fmt: skip
