"""Two servers work the jobs off together, each job once."""

import pytest

from tests import servers
from tests.several_processes.conftest import two_servers
from webapp.core import outbox
from webapp.core.transaction import transaction

MAILS = 30


@pytest.fixture(scope="module")
def mailbox():
    with servers.smtp("slow") as mailbox:
        yield mailbox


@pytest.fixture(scope="module")
def pair(databases, mailbox, tmp_path_factory):
    with two_servers(databases, tmp_path_factory, {"MAIL_URL": mailbox.url}) as made:
        yield made


def test_each_mail_is_sent_once_though_both_send(app, mailbox):
    to = [f"p{number:02}@example.org" for number in range(MAILS)]
    with transaction() as session:
        for address in to:
            outbox.put(
                session,
                to=address,
                locale="en",
                template="accounts/sign_in",
                address="http://localhost:8000/links/x",
                minutes=10,
            )
    mailbox.wait_for(MAILS, seconds=30)
    assert sorted(address for [address] in mailbox.recipients) == to
    assert len({message["Message-ID"] for message in mailbox.messages}) == MAILS
    assert mailbox.most_under_way == 2  # neither waited for the other
