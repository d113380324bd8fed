"""Static files: read once, compressed once, and addressed by what they contain, so that browsers keep them for good."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Flask, Response, request

from webapp.access.guard import requires
from webapp.access.permissions import Permission
from webapp.core.refused import NotThere
from webapp.web.headers import CAMERA_WORKER

FOLDER = Path(__file__).parent.parent / "static"
SUFFIXES = frozenset({".css", ".js", ".svg", ".txt", ".wasm"})
SCAN_WORKER = "scan-worker.js"
FOR_GOOD = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    body: bytes
    compressed: bytes
    mimetype: str
    version: str


def install(app: Flask) -> None:
    app.add_url_rule("/static/<path:name>", "static", serve)
    app.jinja_env.globals.update(asset=address)


def address(name: str) -> str:
    """The address of one static file, with a digest of its content. Not by `url_for`: error pages need it too, and a
    request for a host that is not ours has no routes."""
    return f"/static/{name}?v={_load(name).version}"


@requires(Permission.PUBLIC)
def serve(name: str) -> Response:
    if name not in _names():
        raise NotThere
    asset = _load(name)
    reply = Response(mimetype=asset.mimetype)
    reply.cache_control.no_cache = True
    if request.args.get("v") == asset.version:
        reply.headers["Cache-Control"] = FOR_GOOD
    if name == SCAN_WORKER:
        reply.headers.extend(CAMERA_WORKER)
    reply.vary.add("Accept-Encoding")
    reply.set_etag(asset.version)
    if request.accept_encodings["gzip"]:
        reply.headers["Content-Encoding"] = "gzip"
        reply.data = asset.compressed
    else:
        reply.data = asset.body
    return reply.make_conditional(request)


@cache
def _names() -> frozenset[str]:
    files = (file for file in FOLDER.rglob("*") if file.suffix in SUFFIXES)
    return frozenset(file.relative_to(FOLDER).as_posix() for file in files)


@cache
def _load(name: str) -> Asset:
    body = (FOLDER / name).read_bytes()
    return Asset(
        body=body,
        compressed=gzip.compress(body, 9, mtime=0),
        mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream",
        version=hashlib.sha256(body).hexdigest()[:12],
    )
