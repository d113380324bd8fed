"""What comes in: read so that nonsense is refused or not found, and is never a mistake of ours."""

from typing import IO
from urllib.parse import parse_qsl

from flask import Flask, Request
from gunicorn.http.errors import InvalidChunkSize, InvalidHeader, NoMoreData
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.routing import UnicodeConverter

from webapp.core.files import store


def install(app: Flask) -> None:
    app.request_class = Incoming
    app.url_map.converters["default"] = app.url_map.converters["string"] = Printable


class Printable(UnicodeConverter):
    """A part of an address: PostgreSQL cannot even look for a NUL, and no address of ours has control characters."""

    regex = r"[^/\x00-\x1f\x7f]+"

    def __init__(self, url_map):
        super(UnicodeConverter, self).__init__(url_map)


class Forms(FormDataParser):
    """Bytes that are no UTF-8 become U+FFFD, which every field refuses; the library would keep them as "%FF"."""

    def parse(self, stream, mimetype, content_length, options=None):
        if mimetype != "application/x-www-form-urlencoded":
            rest, fields, files = super().parse(stream, mimetype, content_length, options)
            return rest, _named(fields), _named(files)
        body = _whole(stream).decode("utf-8", "replace")
        return stream, MultiDict(parse_qsl(body, keep_blank_values=True, errors="replace")), MultiDict()


def _whole(stream: IO[bytes]) -> bytes:
    """A body that comes in pieces names no length before: what is left after our limit was too much."""
    try:
        body = stream.read()
        if stream.read(1):
            raise RequestEntityTooLarge
    except (InvalidChunkSize, InvalidHeader, NoMoreData):
        raise BadRequest from None
    return body


def _named(parts: MultiDict) -> MultiDict:
    """Without the parts that have no name, which nothing of ours could read."""
    return MultiDict((name, value) for name, value in parts.items(multi=True) if name is not None)


class Incoming(Request):
    form_data_parser_class = Forms

    def _get_file_stream(
        self, total_content_length: int | None, *_part: object, **_parts: object
    ) -> IO[bytes]:
        return store.passing(total_content_length or 0)
