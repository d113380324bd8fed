from flask.cli import AppGroup

staff = AppGroup("staff")
