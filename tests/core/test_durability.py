"""What was answered survives a kill -9 of the process that answered."""

import os
import signal
import subprocess
import sys

import pytest
from sqlalchemy import select

from webapp.core.audit import AuditEntry
from webapp.extensions import db

WRITER = """
import os
from webapp import create_app
from webapp.core import audit
from webapp.core.transaction import transaction
with create_app().app_context():
    for number in range(1000):
        with transaction() as session:
            audit.record(session, "count", "thing", str(number), by="test")
        print(number, flush=True)
"""


@pytest.mark.parametrize("after", [1, 17])
def test_everything_said_before_a_kill_is_there_after_it(app, database_url, instance, after):
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "INSTANCE_PATH": str(instance),
        "SECRET_KEY": "x",
    }
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER], env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        said = [int(writer.stdout.readline()) for _ in range(after)]
    finally:
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait(10)
        writer.stdout.close()
    kept = {int(entry) for entry in db.session.scalars(select(AuditEntry.object_id))}
    assert set(said) <= kept
    assert kept == set(range(len(kept)))
