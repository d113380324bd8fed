"""The outbox: mail that was promised, kept in the transaction that promised it, and delivered from there."""

import smtplib
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

from email_validator import validate_email
from sqlalchemy import JSON, String, Text, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp import config
from webapp.core import clock, jobs, letters
from webapp.core.ids import new_id
from webapp.core.transaction import transaction
from webapp.core.types import Instant, random_id
from webapp.extensions import db

SMTP_SECONDS = 30
JOB = "mail"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail. `name` names nobody."""

    name: str
    mimetype: str
    body: bytes


Composer = Callable[[Sequence[str], str], Attachment | None]

_composers: dict[str, Composer] = {}


def attaches(kind: str) -> Callable[[Composer], Composer]:
    """Registers the function that makes attachments of `kind`, from the ids that were promised and a language.

    It runs when the mail is delivered, outside any transaction: what is no longer so by then is left out of the file,
    and None leaves out the file itself.
    """

    def register(composer: Composer) -> Composer:
        _composers[kind] = composer
        return composer

    return register


class Message(db.Model):
    """A mail that waits. It holds links and names, so its row goes as soon as it was handed over."""

    __tablename__ = "message"

    id: Mapped[str] = random_id()
    to: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    locale: Mapped[str] = mapped_column(String(8))
    # What is attached, by reference: the file is made when the mail is delivered.
    attachment: Mapped[str | None] = mapped_column(String(32))
    attached_ids: Mapped[list[str] | None] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Instant)


def put(
    session: Session,
    *,
    to: str,
    locale: str,
    template: str,
    attachment: str | None = None,
    attached_ids: Sequence[str] = (),
    at: datetime | None = None,
    **context: object,
) -> None:
    """Promises one mail in the caller's transaction: `templates/mail/<template>.txt` in the reader's language.

    `attachment` is a kind that `attaches` registered, and `attached_ids` is what it is made from. `at` is the instant
    that all mails of one batch carry, so that `undelivered_of` can say how many of them wait.
    """
    letter = letters.compose(f"mail/{template}", locale, attachment=attachment, **context)
    message = Message(
        id=new_id(),
        to=to,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        locale=locale,
        attachment=attachment,
        attached_ids=list(attached_ids) if attachment else None,
        created_at=at or clock.now(),
    )
    session.add(message)
    jobs.put(session, JOB, message.id)


@jobs.handles(JOB)
def deliver(message_id: str) -> None:
    """Hands one message over and forgets it. Raises NotNow when the server cannot take it at present.

    A process that dies between the server's yes and our own note sends it once more, under the same Message-ID.
    """
    message = db.session.get(Message, message_id)
    if message is None:
        return
    letter = _as_email(message)
    db.session.rollback()  # a slow server must not hold a read open
    mail_url = config.current().mail_url
    if mail_url:
        _send(letter, mail_url)
    else:
        _write(letter, config.current().instance / "mail" / f"{message_id}.eml")
    with transaction() as session:
        session.execute(delete(Message).where(Message.id == message_id))


def _as_email(message: Message) -> EmailMessage:
    sender = _address(config.current().mail_from)
    email = EmailMessage()
    email["From"] = email["Reply-To"] = sender
    email["To"] = _address(message.to)
    email["Subject"] = message.subject
    email["Date"] = format_datetime(message.created_at)
    email["Message-ID"] = f"<{message.id}@{sender.domain}>"
    email["Auto-Submitted"] = "auto-generated"
    # Quoted-printable: no server on the way needs to take eight bits or long lines.
    email.set_content(message.text, cte="quoted-printable")
    email.add_alternative(message.html, subtype="html", cte="quoted-printable")
    if attached := _attached(message):
        kind, _, subtype = attached.mimetype.partition("/")
        email.add_attachment(attached.body, kind, subtype, filename=attached.name)
    email["Content-Language"] = message.locale  # last: what stands before moves into the plain part
    return email


def _address(text: str) -> Address:
    """As header and envelope want it: a domain in other letters than ASCII goes by its ASCII name."""
    name, address = parseaddr(text)
    local, _, domain = address.rpartition("@")
    if not domain.isascii():
        domain = validate_email(address, check_deliverability=False).ascii_domain
    return Address(name, local, domain)


def _attached(message: Message) -> Attachment | None:
    if message.attachment is None:
        return None
    return _composers[message.attachment](message.attached_ids or [], message.locale)


def _send(letter: EmailMessage, mail_url: str) -> None:
    server = urlsplit(mail_url)
    try:
        with smtplib.SMTP(server.hostname, server.port or 587, timeout=SMTP_SECONDS) as smtp:
            smtp.ehlo()
            if smtp.has_extn("starttls"):
                smtp.starttls(context=ssl.create_default_context())
                smtp.ehlo()
            if server.username:
                smtp.login(unquote(server.username), unquote(server.password or ""))
            smtp.send_message(letter)
    except (OSError, smtplib.SMTPException) as failure:
        # The server's own words may hold the address, and the log holds no addresses.
        code = getattr(failure, "smtp_code", None)
        raise jobs.NotNow(
            f"the mail server did not take it ({type(failure).__name__} {code or ''})"
        ) from None


def _write(letter: EmailMessage, file: Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_suffix(".part")
    draft.write_bytes(letter.as_bytes())
    draft.rename(file)


def undelivered_since(instant: datetime) -> int:
    """How many messages have waited since before `instant`, so that the desk can say that mail is not going out."""
    waiting = db.select(db.func.count()).select_from(Message).where(Message.created_at < instant)
    return db.session.scalar(waiting)


def undelivered_of(batch: datetime) -> int:
    """How many messages of a batch wait still: those that were promised `at` this very instant."""
    waiting = db.select(db.func.count()).select_from(Message).where(Message.created_at == batch)
    return db.session.scalar(waiting)
