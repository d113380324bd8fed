"""`edition list`: number, dates, format, and what became of the country sessions, in columns."""

from tests.editions import files
from webapp.editions import actions


def test_the_editions_that_ship(app):
    for number in (44, 30, 40):
        actions.load_bytes(files.shipped(number), by="test")
    result = app.test_cli_runner().invoke(args=["edition", "list"])
    assert (result.exit_code, result.output) == (
        0,
        "number  dates                         format     planned  held  not held\n"
        "    30  10–13 April 2018              in person       14    12         2\n"
        "    40  the week of 6 December 2021   virtual         11     0         0\n"
        "    44  28 August – 1 September 2023  in person       14     0         0\n",
    )


def test_before_the_first_one(app):
    result = app.test_cli_runner().invoke(args=["edition", "list"])
    assert (result.exit_code, result.output) == (0, "number  dates  format  planned  held  not held\n")
