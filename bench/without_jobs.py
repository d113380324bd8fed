"""The app without the thread that sends mail and works off jobs, so that a request can be measured by itself."""

from wsgi import app

del app.extensions["beside_requests"]

__all__ = ["app"]
