"""The secretariat's people, and what they prove with that it is they."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.access.permissions import Role
from webapp.core.types import Instant, enumeration, random_id
from webapp.extensions import db

PASSKEY_NAME_MOST = 60


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


class AuthenticatorApp(db.Model):
    """The app of a person that shows six digits. `secret` is sealed; `last_step` is that of the last code it was used
    with, and none up to there is taken again."""

    __tablename__ = "authenticator_app"

    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    last_step: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(Instant)


class RecoveryCode(db.Model):
    """Stands in for the app once. Only what SECRET_KEY makes of the code is kept."""

    __tablename__ = "recovery_code"
    __table_args__ = (Index("ix_recovery_code_staff_id", "staff_id", "code_hash", unique=True),)

    id: Mapped[str] = random_id()
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    created_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class Passkey(db.Model):
    """A passkey: its public half. `name` is the person's own word for it."""

    __tablename__ = "passkey"

    id: Mapped[str] = random_id()
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(PASSKEY_NAME_MOST))
    created_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class SpentChallenge(db.Model):
    """A challenge that a passkey has answered: it is good once. Kept until it would have run out anyway."""

    __tablename__ = "spent_challenge"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)
