"""Words and characters are counted here as in a browser: the page and the server never disagree."""

from webapp.applications import answers

LETTERS = [chr(code) for code in range(0x10000) if not 0xD800 <= code <= 0xDFFF]
TEXTS = [
    "",
    "   ",
    "one",
    " one  two\n\nthree\t",
    "a\u00a0b\u2003c\u3000d\ufeffe",  # what a browser takes for white space
    "a\x1cb\x85c\u200bd\u180ee",  # and what it does not
    "e\u0301te\u0301",
    "😀 👩‍👩‍👧",
    "حقوق الإنسان",
    "人权 联盟",
    " \ufeff x \ufeff ",
]
# As webapp/static/count.js counts.
IN_A_BROWSER = """texts => texts.map(text => [
    text.split(/\\s+/).filter(Boolean).length,
    [...text.normalize('NFC').trim()].length,
])"""


def test_every_letter_parts_words_in_both_or_in_neither(new_context):
    page = new_context().new_page()
    between = [f"a{letter}b" for letter in LETTERS]
    assert [[answers.words(text), answers.characters(text)] for text in between] == page.evaluate(
        IN_A_BROWSER, between
    )


def test_texts_count_alike(new_context):
    page = new_context().new_page()
    counted = [[answers.words(text), answers.characters(text)] for text in TEXTS]
    assert counted == page.evaluate(IN_A_BROWSER, TEXTS)
    assert counted[3] == [3, 15]


def test_a_line_break_is_one_character_however_it_is_sent():
    assert [answers.characters(text) for text in ("a\nb", "a\r\nb", "a\rb")] == [3, 3, 3]
