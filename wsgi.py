"""The application object that gunicorn and `flask --app wsgi` serve."""

from webapp import create_app

app = create_app()
