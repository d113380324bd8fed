"""The version of each live topic: it rises in the transaction that changes what its audience sees."""

from sqlalchemy import String, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.core.live import bus
from webapp.core.transaction import after_commit
from webapp.core.upsert import PerDialect
from webapp.extensions import db


class LiveVersion(db.Model):
    __tablename__ = "live_version"

    topic: Mapped[str] = mapped_column(String(80), primary_key=True)
    version: Mapped[int]


_TABLE = LiveVersion.__table__
_BUMP = PerDialect(
    lambda insert: (
        insert(_TABLE)
        .values(topic=bindparam("topic"), version=1)
        .on_conflict_do_update(index_elements=["topic"], set_={"version": _TABLE.c.version + 1})
        .returning(_TABLE.c.version)
    )
)
_READ = select(_TABLE.c.topic, _TABLE.c.version).where(
    _TABLE.c.topic.in_(bindparam("topics", expanding=True))
)


def bump(session: Session, topic: str) -> int:
    """Raises the version of `topic` in the caller's transaction; its listeners hear of it once that is on disk."""
    version = session.connection().execute(_BUMP.on(session), {"topic": topic}).scalar_one()
    after_commit(session, lambda: bus.publish(topic, version))
    return version


def read(topics: list[str]) -> dict[str, int]:
    """The present version of each of `topics`; 0 for one that has never changed."""
    known = dict(db.session.execute(_READ, {"topics": topics}).all())
    return {topic: known.get(topic, 0) for topic in topics}
