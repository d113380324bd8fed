"""`python -m bench [NAME…]`: measures, prints a table, writes instance/bench.json. Fails where one is not reached."""

import json
import sys
from collections.abc import Callable, Iterable

import click

from bench import applications, camera, cpu, live, pages, papers, release, scans
from bench.figures import TARGETS, Figure
from bench.servers import ROOT
from tests.servers import Missing

RESULTS = ROOT / "instance" / "bench.json"

# Which program measures which figures.
PROGRAMS: dict[Callable[[], list[Figure]], tuple[str, ...]] = {
    scans.against_raw: ("scan_cpu", "scan_p99", "scan_wrong"),
    scans.two_doors_sqlite: ("two_doors_sqlite",),
    scans.two_doors_postgresql: ("two_doors_postgresql",),
    live.listeners: ("live_p99", "live_lost", "live_page_p95"),
    live.many_listeners: ("live_p99_5000", "live_lost_5000"),
    live.two_processes: ("live_two_processes",),
    camera.pictures: ("camera_frames", "camera_false_reads"),
    camera.verdict: ("camera_verdict",),
    pages.at_rest: ("registration_form_bytes", "application_form_bytes", "memory_at_rest"),
    pages.autosave: ("autosave_bytes",),
    pages.second_start: ("second_start",),
    cpu.pages: ("cpu_home", "cpu_form", "cpu_live", "cpu_pass", "cpu_registration_post"),
    papers.papers: ("pass_pdf_cpu", "badges_1000", "badges_1000_memory"),
    applications.applications_list: ("applications_list",),
    release.release: ("release_500",),
}


@click.command(help=__doc__)
@click.argument("names", nargs=-1, type=click.Choice(sorted(TARGETS)), metavar="[NAME…]")
def main(names: tuple[str, ...]) -> None:
    measured: list[Figure] = []
    for program, gives in PROGRAMS.items():
        if names and not set(names) & set(gives):
            continue
        for figure in _run(program, gives):
            measured.append(figure)
            click.echo(_line(figure))
    _write(measured, keep=bool(names))
    sys.exit(not all(figure.ok for figure in measured))


def _run(program: Callable[[], list[Figure]], gives: Iterable[str]) -> list[Figure]:
    try:
        return program()
    except (Missing, RuntimeError, OSError, AssertionError) as reason:
        return [Figure(name, None, str(reason)) for name in gives]


def _line(figure: Figure) -> str:
    target = figure.target
    value = "-" if figure.value is None else f"{figure.value:,g}"
    limit, sign = f"{target.limit:,g}", ">=" if target.is_least else "<="
    verdict = "ok" if figure.ok else "NOT OK"
    row = f"{figure.name:24} {value:>8} {sign} {limit:>6} {target.unit:7} {verdict:7}"
    return f"{row} {target.what}\n{'':{len(row)}} {figure.note}"


def _write(measured: list[Figure], keep: bool) -> None:
    """All that was measured; with `keep`, beside what other runs measured."""
    known = json.loads(RESULTS.read_text()) if keep and RESULTS.exists() else {}
    known |= {figure.name: figure.entry() for figure in measured}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(known, indent=2) + "\n")


if __name__ == "__main__":
    main()
