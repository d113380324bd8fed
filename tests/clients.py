"""Browsers, as tests need them, and the streams that they open."""

from contextvars import Context

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class Browser(FlaskClient):
    """A browser of its own: its requests share no context with the test around them, nor with other browsers'."""

    def open(self, *args, **kwargs):
        return Context().run(super().open, *args, **kwargs)


class Stream:
    """An open stream: the events as they come, however they were cut into pieces."""

    def __init__(self, reply: TestResponse):
        self.reply, self.body, self.text = reply, iter(reply.response), ""

    def event(self) -> dict[str, str]:
        """The next event that is not a ping: `id` and `data` of a frame, or the name of another."""
        while True:
            while "\n\n" not in self.text:
                self.text += next(self.body).decode()
            block, _, self.text = self.text.partition("\n\n")
            event = {}
            for line in block.split("\n"):
                name, _, value = line.partition(":")
                value = value.removeprefix(" ")
                event[name] = f"{event[name]}\n{value}" if name in event else value
            if event.get("event") != "ping":
                return event
