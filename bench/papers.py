"""What paper costs: the PDF of a pass in this process, and a thousand badges in the job that prints them."""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from uuid import uuid4

from sqlalchemy import func, insert, select

from bench import seed
from bench.figures import Figure
from bench.servers import ROOT
from tests.servers import app_environment
from webapp import config, create_app
from webapp.core import jobs
from webapp.core.transaction import transaction
from webapp.extensions import db
from webapp.participants import badges, printing, queries
from webapp.participants.badges import Layout
from webapp.participants.models import Expectation, Pass
from webapp.participants.printing import PrintStatus, Selection

WARM_UP, ROUNDS, PASSES = 20, 10, 20  # passes of a round
BADGES = 1_000


def papers() -> list[Figure]:
    """One pass after the other, each of somebody else; then all badges, in a process that did nothing before."""
    with seed.week(BADGES) as week:
        with week.app.app_context():
            _expect(week)
            each = [_one_pass(pass_id) for pass_id in week.pass_ids[: WARM_UP + ROUNDS * PASSES]][WARM_UP:]
        week.let_go()
        made = _in_a_process_of_its_own(week.instance)
    # A neighbour on the machine makes every cycle dearer, in some rounds more than in others.
    rounds = sorted(median(each[start : start + PASSES]) for start in range(0, len(each), PASSES))
    return [
        Figure(
            "pass_pdf_cpu", round(rounds[0], 2), f"best of {ROUNDS} rounds, the worst {rounds[-1]:.1f} ms"
        ),
        Figure(
            "badges_1000",
            made["seconds"],
            f"{made['done']:,} badges, {made['parts']} files, four on A4; {made['cpu']} s of CPU",
        ),
        Figure(
            "badges_1000_memory",
            round(made["setting"] + made["growth"], 1),
            f"{made['setting']:.0f} MB to set them, {made['growth']:.0f} MB more in the process that asked",
        ),
    ]


def _expect(week: seed.Week) -> None:
    """Everybody is expected at the country session, so that a pass has something to list."""
    with transaction() as session:
        everybody = session.scalars(select(Pass.participant_id)).all()
        here = week.country_session_id
        rows = [{"participant_id": each, "country_session_id": here} for each in everybody]
        session.execute(insert(Expectation), rows)


def _one_pass(pass_id: str) -> float:
    """Milliseconds of CPU, of all threads, to make the PDF of a pass that a request has found already."""
    held = queries.live_pass(pass_id)
    before = time.process_time()
    made = badges.pass_pdf(held, "en")
    spent = time.process_time() - before
    if not made.startswith(b"%PDF-"):
        raise RuntimeError("this is no PDF")
    db.session.rollback()
    return spent * 1000


def _in_a_process_of_its_own(instance: Path) -> dict:
    command = [sys.executable, "-m", "bench.papers", str(instance)]
    done = subprocess.run(command, cwd=ROOT, env=app_environment(instance), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"the print ended with {done.returncode}: {done.stderr[-2000:]}")
    return json.loads(done.stdout)


def _print_all(instance: Path) -> dict:
    """Asks for all badges and does the job, as the server's loop would."""
    app = create_app(config.read(instance))
    with app.app_context():
        db.session.scalar(select(func.count()).select_from(Pass))  # everything that serves is loaded
        before = _peak(resource.RUSAGE_SELF)
        since, used = time.perf_counter(), _cpu()
        printing.start(seed.EDITION, Selection.ALL, None, Layout.A4, "en", number=str(uuid4()), by="bench")
        jobs.work_off(printing.JOB)
        seconds = time.perf_counter() - since
        (made,) = printing.prints(seed.EDITION)
        if (made.status, made.done) != (PrintStatus.READY, BADGES):
            raise RuntimeError(f"{made.done} badges, {made.status}")
        return {
            "seconds": round(seconds, 2),
            "cpu": round(_cpu() - used, 2),
            "done": made.done,
            "parts": made.parts,
            "setting": _peak(resource.RUSAGE_CHILDREN),
            "growth": _peak(resource.RUSAGE_SELF) - before,
        }


def _cpu() -> float:
    """Seconds of CPU so far, of this process and of those that it has ended."""
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _peak(whose: int) -> float:
    """The most memory that was resident at once, in megabytes (10^6)."""
    return resource.getrusage(whose).ru_maxrss * 1024 / 1e6


if __name__ == "__main__":
    print(json.dumps(_print_all(Path(sys.argv[1]))))
