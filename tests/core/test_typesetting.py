"""The renderer: what people typed is text and nothing else, the same everywhere, whoever asks at once."""

import ast
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from tests import papers
from webapp.core import typesetting

pytestmark = pytest.mark.no_database

ATTACKS = [
    '#read("/etc/passwd")',
    '#image("http://127.0.0.1/x.png")',
    '#import "@preview/cetz:0.3.0"',
    '#panic("x")',
    "] #pagebreak() [",
    "*bold* _x_ $x$ @ref <label> `raw`",
    "\\u{41} \\ // /* */",
    '"; #eval("1+1")',
    "= x - + ~ --- ...",
]


def page(name: str) -> dict:
    return {
        "edition": "UPR Pre-sessions 44",
        "dates": "28 August – 1 September 2023",
        "name": name,
        "rtl": False,
        "by_hand": False,
        "affiliation": "Chile",
        "photographs": "",
        "category": "Delegate",
        "qr": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 33 33"><path d="M4,4h7v1h-7z"/></svg>',
        "qr_says": "QR code",
        "code": "BCDF GHJK",
    }


def document(*names: str) -> dict:
    return {"lang": "en", "title": "Badges", "layout": "a6", "pages": [page(name) for name in names]}


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_was_typed_is_printed_as_it_was_typed(attack):
    made = typesetting.pdf("badges", document(attack))
    (said,) = papers.texts(made)
    expected = f"UPR Pre-sessions 44 28 August – 1 September 2023 {attack} Chile Delegate BCDF GHJK"
    assert said.replace(" ", "") == expected.replace(" ", "")  # a long word may go on in the next line
    assert papers.names(made) == [attack]


def test_a_source_reads_nothing_outside_its_folder(tmp_path):
    """The folder of our sources stands for any: even a source of our own could not."""
    secret = tmp_path / "secret.txt"
    secret.write_text("x")
    for path in (str(secret), "/../../pyproject.toml", "../../pyproject.toml"):
        with pytest.raises(RuntimeError):
            typesetting.compiler("pass").eval(f"read({json.dumps(path)})")


def test_the_same_data_gives_the_same_bytes_in_any_process():
    data = document("Ana Rojas", "محمد عبد الله")
    assert typesetting.pdf("badges", data) == typesetting.pdf_apart("badges", data)


def test_our_fonts_come_before_those_of_the_same_name_in_the_system(tmp_path):
    """A system with another Noto Sans sets our pages as one without."""
    (tmp_path / "fonts").mkdir()
    with TTFont(typesetting.FONTS / "NotoSansThai-Regular.ttf") as other:
        for name in other["name"].names:
            if name.nameID in (1, 4, 16):
                name.string = "Noto Sans"
        other.save(tmp_path / "fonts" / "NotoSans-Regular.ttf")
    config = tmp_path / "fonts.conf"
    config.write_text(f"<?xml version='1.0'?><fontconfig><dir>{tmp_path / 'fonts'}</dir></fontconfig>")

    def made(**env) -> bytes:
        order = json.dumps({"source": "badges", "data": document("Ana Rojas ณัฐ")}).encode()
        run = [sys.executable, "-I", typesetting.__file__]
        return subprocess.run(run, input=order, check=True, capture_output=True, env=os.environ | env).stdout

    assert made(FONTCONFIG_FILE=str(config)) == made()


def test_boxes_are_never_printed():
    with pytest.raises(typesetting.Unset, match=r"^badges could not be set$"):
        typesetting.pdf("badges", document("𐘀"))
    with pytest.raises(typesetting.Unset, match=r"^badges ended with 1$"):
        typesetting.pdf_apart("badges", document("𐘀"))


def test_many_threads_at_once_each_get_their_own():
    names = [f"Ana {number}" for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda name: typesetting.pdf("badges", document(name)), names))
    assert [papers.names(pdf) for pdf in made] == [[name] for name in names]


def test_a_batch_that_takes_too_long_or_too_much_is_ended(monkeypatch):
    monkeypatch.setattr(typesetting, "BATCH_SECONDS", 0.01)
    with pytest.raises(typesetting.Unset, match="more than"):
        typesetting.pdf_apart("badges", document("Ana"))


def test_a_batch_loads_nothing_of_the_app():
    tree = ast.parse(Path(typesetting.__file__).read_text())
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert {module.partition(".")[0] for module in imported} - sys.stdlib_module_names == {"typst"}
