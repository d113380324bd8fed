"""`INSERT … ON CONFLICT`, which SQLAlchemy spells apart for each database."""

from collections.abc import Callable

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql import Executable


class PerDialect:
    """One statement, made once for each database and kept, so that no request pays for making it."""

    def __init__(self, make: Callable[..., Executable]):
        self._statements = {"sqlite": make(sqlite.insert), "postgresql": make(postgresql.insert)}

    def on(self, session: Session) -> Executable:
        return self._statements[session.get_bind().dialect.name]
