"""Each sheet prints on one page of A4, in each language."""

import io

import pytest
from pypdf import PdfReader

from webapp.site.sheets import SHEETS

A4 = (595, 842)  # points


@pytest.mark.parametrize("language", ["en", "fr", "es"])
@pytest.mark.parametrize("role", SHEETS)
def test_it_prints_on_one_page(browser, week, role, language):
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{week.url}/sheets/{role}?lang={language}")
        printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(printed.pages) == 1
    assert tuple(round(float(side)) for side in printed.pages[0].mediabox[2:]) == A4
