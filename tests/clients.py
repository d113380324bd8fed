"""Browsers, as tests need them."""

from contextvars import Context

from flask.testing import FlaskClient


class Browser(FlaskClient):
    """A browser of its own: its requests share no context with the test around them, nor with other browsers'."""

    def open(self, *args, **kwargs):
        return Context().run(super().open, *args, **kwargs)
