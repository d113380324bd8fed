"""Every part of a page that a view renders alone finds what it needs there."""

import ast
from pathlib import Path

import pytest
from jinja2 import Environment, meta, nodes

ROOT = Path(__file__).parents[2]
RENDERERS = {"fragment", "part"}


def parts() -> list[tuple[str, str]]:
    """(template, block) of every call of `fragment` or `part` with both written out."""
    found = set()
    for file in (ROOT / "webapp").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", None) in RENDERERS
                and len(node.args) >= 2
            ):
                found |= set(_pairs(node.args[0], node.args[1], file))
    return sorted(found)


def _pairs(template: ast.expr, block: ast.expr, file: Path):
    constants = _constants(file)
    values = [
        constants.get(a.id) if isinstance(a, ast.Name) else getattr(a, "value", None)
        for a in (template, block)
    ]
    if all(isinstance(value, str) for value in values):
        yield tuple(values)


def _constants(file: Path) -> dict[str, str]:
    tree = ast.parse(file.read_text("utf-8"))
    return {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def test_there_are_parts_to_look_at():
    assert len(parts()) >= 4


@pytest.mark.parametrize(("template", "block"), parts())
def test_a_part_needs_nothing_that_only_the_whole_page_sets(app, template, block):
    tree = app.jinja_env.parse((ROOT / "templates" / template).read_text("utf-8"))
    blocks = {found.name: found for found in tree.find_all(nodes.Block)}
    assert block in blocks
    needed = meta.find_undeclared_variables(
        nodes.Template(blocks[block].body, lineno=1).set_environment(app.jinja_env)
    )
    assert needed & _set_by_the_page(tree) == set()


def _set_by_the_page(tree: nodes.Template) -> set[str]:
    """Names that are set or imported at the top of the template: blocks that are rendered alone do not have them."""
    names = set()
    for node in tree.body:
        if isinstance(node, nodes.Assign):
            names |= {
                name.name
                for name in [node.target, *node.target.find_all(nodes.Name)]
                if hasattr(name, "name")
            }
        elif isinstance(node, nodes.FromImport):
            names |= {name if isinstance(name, str) else name[1] for name in node.names}
        elif isinstance(node, nodes.Import):
            names.add(node.target)
    return names


def test_the_check_sees_a_missing_name():
    tree = Environment(autoescape=True).parse("{% set kept = 1 %}{% block one %}{{ kept }}{% endblock %}")
    assert _set_by_the_page(tree) == {"kept"}
