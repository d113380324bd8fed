"""Files that people sent, as they are given out: saved by the browser and never shown by it, kept nowhere between."""

import unicodedata
from urllib.parse import quote

from flask import Response, send_file

from webapp.core.files import store
from webapp.core.files.kinds import ENDINGS, Kind
from webapp.core.files.models import StoredFile

NAME_MOST = 120


def attachment(stored: StoredFile, name: str) -> Response:
    """The file as something to save, after the caller has asked whether it may be seen.

    `name` is the caller's, without ending: it may hold only what whoever gets the file may know. Raises NotThere.
    """
    reply = send_file(
        store.path(stored), mimetype=stored.mimetype, max_age=None, etag=stored.sha256.hex()[:32]
    )
    del reply.headers["Last-Modified"]  # when somebody sent it
    reply.headers["Content-Disposition"] = disposition(name, ENDINGS[Kind(stored.mimetype)])
    reply.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    reply.headers["X-Content-Type-Options"] = "nosniff"
    reply.headers["Cache-Control"] = "no-store"
    return reply


def disposition(name: str, ending: str) -> str:
    """The header for a file called `name`: once in ASCII for old programs, and once as it is."""
    name = "".join(" " if c in '/\\\\:*?"<>|' or not c.isprintable() else c for c in name)
    name = " ".join(name.split()).strip(". ")[:NAME_MOST].strip(". ") or "file"
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = " ".join(plain.replace("%", " ").split()).strip(". ") or "file"
    if plain == name:
        return f'attachment; filename="{plain}{ending}"'
    return f"attachment; filename=\"{plain}{ending}\"; filename*=UTF-8''{quote(name + ending, safe='')}"
