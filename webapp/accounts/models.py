"""The secretariat's people."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.access.permissions import Role
from webapp.core.types import Instant, enumeration, random_id
from webapp.extensions import db


class Staff(db.Model):
    """A member of the secretariat. `email` is kept in lower case, so that one address is one person."""

    __tablename__ = "staff"

    id: Mapped[str] = random_id()
    email: Mapped[str] = mapped_column(String(254), unique=True)
    role: Mapped[Role] = mapped_column(enumeration(Role))
    locale: Mapped[str] = mapped_column(String(8), default="en")
    created_at: Mapped[datetime] = mapped_column(Instant)


class SignInRequest(db.Model):
    """Somebody asked for a sign-in link. Who has this address is looked up later, so that asking tells nothing."""

    __tablename__ = "sign_in_request"

    id: Mapped[str] = random_id()
    email: Mapped[str] = mapped_column(String(254))
    locale: Mapped[str] = mapped_column(String(8))
