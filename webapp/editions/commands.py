from flask.cli import AppGroup

edition = AppGroup("edition")
