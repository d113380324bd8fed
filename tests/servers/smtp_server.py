"""A mail server, in a thread of this process."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from aiosmtpd.controller import Controller

from tests.servers.processes import READY_SECONDS, free_port, until


@dataclass
class Mailbox:
    """What a mail server took in, and how it behaves from now on.

    `mode`: `accept`; `refuse` (5xx for each recipient); `later` (4xx after the message); `hang` (no answer after
    the message); `slow` (accepts after a moment).
    """

    url: str
    mode: str = "accept"
    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    attempts: int = 0
    under_way: int = 0
    most_under_way: int = 0

    def wait_for(self, count: int, seconds: float = 10) -> list[EmailMessage]:
        until(lambda: len(self.messages) >= count, seconds, f"{count} messages")
        return self.messages

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802, RUF100
        if self.mode == "refuse":
            self.attempts += 1
            return "550 5.1.1 No such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802, RUF100
        self.attempts += 1
        self.under_way += 1
        self.most_under_way = max(self.under_way, self.most_under_way)
        try:
            return await self._answer(envelope)
        finally:
            self.under_way -= 1

    async def _answer(self, envelope) -> str:
        if self.mode == "slow":
            await asyncio.sleep(0.1)
        if self.mode == "hang":
            await asyncio.sleep(600)
        if self.mode == "later":
            return "451 4.3.0 Try again later"
        self.recipients.append(list(envelope.rcpt_tos))
        self.messages.append(BytesParser(policy=policy.default).parsebytes(envelope.content))
        return "250 OK"


@contextmanager
def smtp(mode: str = "accept") -> Iterator[Mailbox]:
    """A mail server in a thread of this process."""
    port = free_port()
    mailbox = Mailbox(f"smtp://127.0.0.1:{port}", mode)
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, ready_timeout=READY_SECONDS)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()
