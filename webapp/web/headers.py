"""The headers and the compression of every reply, errors too."""

import gzip

from flask import Flask, Response, make_response, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

from webapp import config
from webapp.web.language import was_negotiated
from webapp.web.pages import Body


def _policy(scripts: str = "'self'", *more: str) -> str:
    """No nonces and nothing inline anywhere: that is why public pages can be cached."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {scripts}",
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            *more,
        )
    )


SECURITY = (
    ("Content-Security-Policy", _policy()),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    # No address of ours is ever told to another site, or even between our own pages: some hold tokens.
    ("Referrer-Policy", "no-referrer"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
# What reads codes is WebAssembly, compiled in a worker: only there, and on the page that starts it, may it be. A worker
# obeys the policy of its own reply; older browsers take that of its page as well.
WITH_WASM = "'self' 'wasm-unsafe-eval'"
CAMERA_PAGE = (
    ("Content-Security-Policy", _policy(WITH_WASM, "worker-src 'self'")),
    ("Permissions-Policy", "camera=(self), microphone=(), geolocation=(), payment=(), usb=()"),
)
# Only a page on which somebody may watch a video loads one, and only ours.
VIDEO_PAGE = (("Content-Security-Policy", _policy("'self'", "media-src 'self'")),)
CAMERA_WORKER = (("Content-Security-Policy", _policy(WITH_WASM)),)
STRICT_TRANSPORT = ("Strict-Transport-Security", "max-age=31536000")
PUBLIC_SECONDS = 30
WORTH_COMPRESSING = 600
LEVEL = 4  # two thirds of the work of the usual 6, for pages that are three per cent larger
COMPRESSIBLE = ("text/", "application/json", "image/svg+xml")


def install(app: Flask) -> None:
    app.session_interface = PersonalOnceRead()
    app.after_request(_compress)
    app.after_request(_say_who_may_keep_it)
    app.after_request(_secure)


def security_headers() -> list[tuple[str, str]]:
    return [*SECURITY, STRICT_TRANSPORT] if config.current().https else list(SECURITY)


def with_camera(body: Body) -> Response:
    """A page that may use the camera, and read what it sees."""
    reply = make_response(body)
    reply.headers.extend(CAMERA_PAGE)
    return reply


def with_video(body: Body) -> Response:
    """A page that may play videos of ours."""
    reply = make_response(body)
    reply.headers.extend(VIDEO_PAGE)
    return reply


def _secure(reply: Response) -> Response:
    present = set(reply.headers.keys())
    reply.headers.extend([each for each in security_headers() if each[0] not in present])
    return reply


def _say_who_may_keep_it(reply: Response) -> Response:
    if "Cache-Control" not in reply.headers:
        may_be_kept = request.method in ("GET", "HEAD") and reply.status_code == 200
        reply.headers["Cache-Control"] = f"public, max-age={PUBLIC_SECONDS}" if may_be_kept else "no-store"
    if request.method in ("GET", "HEAD") and was_negotiated():
        reply.vary.add("Accept-Language")
    return reply


class PersonalOnceRead(SecureCookieSessionInterface):
    """What depends on the browser's session is personal, and kept by nobody. Flask adds `Vary: Cookie` by itself.

    Asked here, where the session comes as an argument: `flask.session` counts as read as soon as one looks at it.
    """

    def __init__(self) -> None:
        self._serializer = None

    def get_signing_serializer(self, app: Flask):
        """Made once: the library would make it anew, keys and all, for every request."""
        self._serializer = self._serializer or super().get_signing_serializer(app)
        return self._serializer

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        super().save_session(app, session, response)
        if session.accessed:
            response.headers["Cache-Control"] = "no-store"


def _compress(reply: Response) -> Response:
    # BREACH does not apply to personal pages: the session cookie is SameSite, so another site gets none of them.
    if (
        reply.is_streamed
        or reply.direct_passthrough
        or "Content-Encoding" in reply.headers
        or not (reply.mimetype or "").startswith(COMPRESSIBLE)
        or (reply.content_length or 0) < WORTH_COMPRESSING
    ):
        return reply
    reply.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"]:
        reply.data = gzip.compress(reply.data, LEVEL, mtime=0)
        reply.headers["Content-Encoding"] = "gzip"
    return reply
