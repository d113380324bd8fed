"""A file in pieces: what arrived stays there whatever happens to the line, and the rest follows from the right byte."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from tests import servers
from tests.applications.test_files import PDF, TOO_LARGE, pdf_of
from tests.bad_line import Network
from tests.checkers import axe_problems
from webapp.core.files.models import FileStatus, StoredFile
from webapp.core.files.store import PIECE_MOST
from webapp.extensions import db

LARGE = pdf_of(300_000)
KIND = {"mimeType": "application/pdf"}


@pytest.fixture
def upload(phone, draft):
    """The step that asks for the file, on a phone."""
    return lambda **options: phone(f"/applications/{draft}/submission", holds=draft, **options)


def choose(page, body, name="Report.pdf"):
    page.get_by_label("Your submission").set_input_files([KIND | {"name": name, "buffer": body}])


def press(page):
    page.get_by_role("button", name="Save and continue").click()


def watch(page) -> list[list]:
    """The pieces that the page sends: where each begins, its size, and whether it was answered with a yes."""
    sent = []
    page.expose_function("noted", lambda *piece: sent.append([*piece]))
    page.evaluate("""() => {
        const own = fetch;
        window.fetch = async (to, given) => {
            const offset = new URL(to, location).searchParams.get('offset');
            const note = (taken) => offset === null || noted(Number(offset), given.body.size, taken);
            const reply = await own(to, given).catch((cut) => { note(false); throw cut; });
            note(reply.ok);
            return reply;
        };
    }""")
    return sent


def taken(sent) -> list[tuple[int, int]]:
    """Where each piece that the server took begins and ends."""
    return [(offset, offset + size) for offset, size, was_taken in sent if was_taken]


def stored() -> list[tuple[str, str, int]]:
    db.session.rollback()
    return [(file.name, str(file.status), file.received) for file in db.session.scalars(select(StoredFile))]


def expect_next_step(page):
    expect(page).to_have_url(re.compile(r"/public\?lang=en"))


def wait_until_some_has_arrived(page) -> int:
    """Until the server has a part of it: how much."""
    for _ in range(200):
        if (received := (stored() or [("", "", 0)])[0][2]) > 0:
            return received
        page.wait_for_timeout(50)
    raise AssertionError("nothing has arrived")


def slow(page) -> Network:
    """A line on which a file takes some seconds."""
    network = Network(page)
    network._emulate(latency=50, uploadThroughput=80_000, downloadThroughput=80_000)
    return network


def test_a_file_goes_in_pieces_of_at_most_64_kilobytes(upload):
    page = upload()
    sent = watch(page)
    assert axe_problems(page) == []
    choose(page, LARGE)
    press(page)
    expect_next_step(page)
    assert [file[:2] for file in stored()] == [("Report.pdf", FileStatus.READY)]
    sizes = [size for _, size, _ in sent]
    assert (sum(sizes), max(sizes)) == (len(LARGE), PIECE_MOST)


def test_after_a_cut_it_goes_on_at_the_right_byte(upload):
    page = upload()
    sent = watch(page)
    network = slow(page)
    choose(page, LARGE)
    press(page)
    received = wait_until_some_has_arrived(page)
    network.cut()
    expect(page.get_by_text("The line is cut.")).to_be_visible()
    assert (axe_problems(page), received <= stored()[0][2] < len(LARGE)) == ([], True)
    network.restore()
    expect_next_step(page)
    begins, ends = zip(*taken(sent), strict=True)
    assert begins == (0, *ends[:-1])  # each where the one before it ended: no byte twice, and none left out
    assert (ends[-1], [file[:2] for file in stored()]) == (len(LARGE), [("Report.pdf", FileStatus.READY)])


def test_a_page_that_is_loaded_anew_goes_on_with_the_same_file(upload):
    page = upload()
    network = slow(page)
    choose(page, LARGE)
    press(page)
    wait_until_some_has_arrived(page)
    network.cut()
    page.close()
    back = upload(context=page.context)
    received = stored()[0][2]
    expect(back.get_by_text("Part of “Report.pdf” has arrived.")).to_be_visible()
    sent = watch(back)
    choose(back, LARGE)
    press(back)
    expect_next_step(back)
    assert [offset for offset, *_ in sent][:2] == [received - 4096, received]
    assert [file[:2] for file in stored()] == [("Report.pdf", FileStatus.READY)]


def test_another_file_of_the_same_name_and_size_begins_anew(upload):
    page = upload()
    network = slow(page)
    choose(page, LARGE)
    press(page)
    wait_until_some_has_arrived(page)
    network.cut()
    page.close()
    back = upload(context=page.context)
    sent = watch(back)
    other = LARGE.replace(b"xxxx", b"yyyy")
    choose(back, other)
    press(back)
    expect_next_step(back)
    begins, ends = zip(*taken(sent), strict=True)
    assert (begins, ends[-1]) == ((0, *ends[:-1]), len(other))


def test_a_server_that_is_killed_has_what_it_said_it_has(tmp_path, draft, phone, database_url):
    environment = {"DATABASE_URL": database_url, "SECRET_KEY": "for tests"}
    with servers.app_server(tmp_path, environment) as server:
        page = phone(f"/applications/{draft}/submission", holds=draft, url=server.url)
        sent = watch(page)
        slow(page)
        choose(page, LARGE)
        press(page)
        wait_until_some_has_arrived(page)
        server.kill()
        expect(page.get_by_text("The line is cut.")).to_be_visible()
        received = stored()[0][2]
    with servers.app_server(tmp_path, environment, port=server.port):
        expect(page).to_have_url(re.compile("/public"))  # by itself
    begins, ends = zip(*taken(sent), strict=True)
    assert (received in begins, begins, ends[-1]) == (True, (0, *ends[:-1]), len(LARGE))


def test_one_can_stop_it_and_nothing_stays(upload):
    page = upload()
    slow(page)
    choose(page, LARGE)
    press(page)
    wait_until_some_has_arrived(page)
    page.get_by_role("button", name="Stop sending").click()
    expect(page.get_by_text("Stopped. Nothing of this file was kept.")).to_be_visible()
    for _ in range(100):
        if not stored():
            break
        page.wait_for_timeout(50)
    assert (stored(), axe_problems(page)) == ([], [])


def test_a_wrong_file_is_refused_with_its_reason_and_another_may_be_chosen(upload):
    page = upload()
    choose(page, b"MZ" + b"\0" * 2000)
    press(page)
    expect(
        page.get_by_text("This file is of a kind that cannot be taken, whatever its name says.")
    ).to_be_visible()
    assert axe_problems(page) == []
    choose(page, PDF)
    press(page)
    expect_next_step(page)
    assert [file[:2] for file in stored()] == [("Report.pdf", FileStatus.READY)]


def test_a_file_that_is_too_large_is_not_sent_at_all(upload, tmp_path):
    page = upload()
    sent = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    file = tmp_path / "Report.pdf"
    file.write_bytes(b"%PDF-" + b" " * 20 * 2**20)
    page.get_by_label("Your submission").set_input_files(file)
    press(page)
    expect(page.get_by_text(TOO_LARGE)).to_be_visible()
    assert sent == []


def test_without_scripts_it_is_a_form(upload, new_context):
    page = upload(context=new_context(java_script_enabled=False))
    choose(page, LARGE)
    press(page)
    expect_next_step(page)
    expect(page.get_by_text("Received: Report.pdf")).to_be_visible()
    assert [file[:2] for file in stored()] == [("Report.pdf", FileStatus.READY)]


def test_without_scripts_a_file_far_too_large_is_answered_with_a_sentence(upload, new_context, tmp_path):
    page = upload(context=new_context(java_script_enabled=False))
    file = tmp_path / "Report.pdf"
    with file.open("wb") as large:
        large.truncate(200 * 2**20)
    page.get_by_label("Your submission").set_input_files(file)
    press(page)
    expect(page.get_by_role("alert")).to_contain_text(TOO_LARGE)
    assert stored() == []
