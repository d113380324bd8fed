"""How migrations run: in one transaction, against the database that the app is configured for."""

from alembic import context
from sqlalchemy import Connection, Enum, text
from sqlalchemy.types import TypeDecorator

from webapp.extensions import db


def _rendered(kind: str, item: object, autogen_context) -> str | bool:
    """Writes our column types as the plain ones beneath them, so that no migration imports the app."""
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def _same_type(_context, _inspected, _metadata, inspected_type, metadata_type) -> bool | None:
    """Enumerations are plain text in the database: only their length is compared."""
    if isinstance(metadata_type, Enum):
        return getattr(inspected_type, "length", None) != metadata_type.length
    return None


def run() -> None:
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            _migrate_sqlite(connection)
        else:
            _migrate(connection)


def _migrate_sqlite(connection: Connection) -> None:
    # Altering a table here rebuilds it, and with foreign keys on, that fails, or silently deletes its children.
    _foreign_keys(connection, "OFF")
    try:
        _migrate(connection.execution_options(writes=True))
    finally:
        connection.rollback()
        _foreign_keys(connection, "ON")


def _foreign_keys(connection: Connection, on_or_off: str) -> None:
    """By the driver itself: SQLAlchemy would begin a transaction first, and within one SQLite does not listen."""
    connection.connection.driver_connection.execute(f"PRAGMA foreign_keys={on_or_off}")


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_item=_rendered,
        compare_type=_same_type,
        render_as_batch=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            _refuse_orphans(connection)


def _refuse_orphans(connection: Connection) -> None:
    orphans = connection.execute(text("PRAGMA foreign_key_check")).all()
    if orphans:
        raise RuntimeError(f"the migration would leave rows without their parents: {orphans[:5]}")


run()
