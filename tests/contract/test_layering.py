"""Imports run one way: a layer reads those below it and has never heard of those above."""

import ast
import sys
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
import sympy

from symdyn.stages import order
from symdyn.stages.order import APART, ORDER

ROOT = Path(__file__).resolve().parents[2]

# From the bottom up.  `exact` lies below the notation and the rules: it is mathematics that has
# never heard of a network.  "symdyn" is the package's own __init__, which re-exports the public
# names.
LAYERS = (
    "errors",
    "outside",
    "brief",
    "views",
    "exact",
    "parameters",
    "notation",
    "rules",
    "formula",
    "stages.derive",
    "claims",
    "stages.claims",
    "rocq",
    "codegen",
    "simulation",
    "report",
    "stages.tell",
    "testing",
    "stages.laws",
    "symdyn",
    "cli",
    "pytest_plugin",
    "__main__",
)


def read_package() -> dict[str, str]:
    """Return the source of each module of symdyn by its dotted name."""
    sources = {}
    for path in sorted((ROOT / "symdyn").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        source = path.read_text()
        if parts[:2] == ("symdyn", "checker"):  # its folder stands alone: imports are relative
            source = source.replace("from .", "from symdyn.checker.")
        sources[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = source
    return sources


def imported(source: str, modules: frozenset[str]) -> set[str]:
    """Return every module that a source imports, wherever in it the import stands.

    `from symdyn.exact import signs` imports the module symdyn.exact.signs where that is in
    `modules`, and otherwise a name from symdyn.exact.  A relative import starts with a dot here.
    """
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                found.add(inner if inner in modules else base)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            found.update(
                argument.value
                for argument in node.args[:1]
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            )
    return found


def import_graph(sources: Mapping[str, str]) -> dict[str, set[str]]:
    """Return, for each module, all that it imports."""
    modules = frozenset(sources)
    return {name: imported(source, modules) for name, source in sources.items()}


def layer(module: str) -> str:
    """Return the layer of a dotted name: its first part below symdyn; in a stage, its part.

    The files of a stage that are named `claims` or `claims_...` state and prove, those named `tell` or
    `compare` make content of it, those named `laws` test it, and all others derive.
    """
    names = module.split(".")
    if names[:2] == ["symdyn", "stages"]:
        kind = names[-1].split("_")[0] if len(names) > 3 else ""
        above = {"claims": "claims", "tell": "tell", "compare": "tell", "laws": "laws"}
        return f"stages.{above.get(kind, 'derive')}"
    return names[1] if len(names) > 1 else module


def later_stages(graph: Mapping[str, set[str]]) -> list[str]:
    """Return the imports by which a stage knows one that comes after it."""
    faults = []
    for module, targets in graph.items():
        for target in sorted(targets):
            names = [one.split(".")[2] for one in (module, target) if one.count(".") > 2]
            both = all(one.startswith("symdyn.stages.") for one in (module, target))
            known = both and len(names) == 2 and {*names} <= {*ORDER}
            if known and ORDER.index(names[1]) > ORDER.index(names[0]):
                faults.append(f"{module} imports {target}")
    return faults


def upward_imports(graph: Mapping[str, set[str]]) -> list[str]:
    """Return the imports that do not run downward, and the modules that are in no layer."""
    faults = []
    for module, targets in graph.items():
        own = layer(module)
        if own == "checker":
            continue  # stands apart: see `foreign_imports`
        if own not in LAYERS:
            faults.append(f"{module} is in no layer: add {own} to LAYERS")
            continue
        below = {*LAYERS[: LAYERS.index(own)], own, "checker"}
        for target in sorted(targets):
            if target.startswith("."):
                faults.append(f"{module} imports {target}, a relative name")
            elif target.split(".")[0] == "symdyn" and layer(target) not in below:
                faults.append(f"{module} imports {target}")
    return faults


def import_cycle(graph: Mapping[str, set[str]]) -> list[str]:
    """Return the modules of one circle of imports, or an empty list where there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        cycle: list[str] = error.args[1]
        return cycle
    return []


def foreign_imports(graph: Mapping[str, set[str]]) -> list[str]:
    """Return what the checker imports beyond itself and the standard library."""
    return [
        f"{module} imports {target}"
        for module, targets in graph.items()
        if layer(module) == "checker"
        for target in sorted(targets)
        if target.split(".")[0] not in sys.stdlib_module_names
        and not f"{target}.".startswith("symdyn.checker.")
    ]


def test_imports_run_downward() -> None:
    assert upward_imports(import_graph(read_package())) == []


def test_no_stage_knows_a_later_one() -> None:
    assert later_stages(import_graph(read_package())) == []
    found = {"symdyn.stages.flow.tell": {"symdyn.stages.rates.tell", "symdyn.stages.update.derive"}}
    assert later_stages(found) == ["symdyn.stages.flow.tell imports symdyn.stages.rates.tell"]


def test_every_stage_is_in_the_list() -> None:
    folders = {one.name for one in (ROOT / "symdyn" / "stages").iterdir() if one.is_dir()}
    assert folders - {"__pycache__"} == {*ORDER}


def test_every_list_of_stages_has_their_names() -> None:
    lists = [one for one in vars(order).values() if isinstance(one, frozenset)]
    assert len(lists) > 5
    assert [one - {*ORDER} for one in lists if not one <= {*ORDER}] == []


def test_no_result_rests_on_what_stands_apart() -> None:
    """The summary is made without these stages."""
    found = [
        f"{module} imports {one}"
        for module, imported in import_graph(read_package()).items()
        for one in imported
        if module.startswith("symdyn.stages.")
        and one.startswith("symdyn.stages.")
        and one.split(".")[2] in APART
        and module.split(".")[2] not in APART
    ]
    assert found == []


def test_imports_have_no_circle() -> None:
    assert import_cycle(import_graph(read_package())) == []


def test_the_checker_imports_the_standard_library_only() -> None:
    assert foreign_imports(import_graph(read_package())) == []


def uses_of_sympys_polynomials(source: str) -> set[str]:
    """Return the names that a source takes from sympy.polys, directly or by way of sympy itself."""
    found = {name for name in imported(source, frozenset()) if name.startswith("sympy.polys")}
    for node in ast.walk(ast.parse(source)):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module == "sympy":
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value) == "sympy":
            names = [node.attr]
        for name in names:
            held = getattr(sympy, name)
            home = getattr(held, "__module__", None) or type(held).__module__
            if home.startswith("sympy.polys") or type(held).__module__.startswith("sympy.polys"):
                found.add(f"sympy.{name}")
    return found


def test_sympys_polynomials_are_asked_for_nothing() -> None:
    """FLINT has the arithmetic: two of them side by side would differ in time."""
    found = {
        module: uses
        for module, source in read_package().items()
        if (uses := uses_of_sympys_polynomials(source))
    }
    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        "from sympy.polys.rings import ring",
        "from sympy import Symbol, Poly",
        "def f():\n    from sympy import factor_list",
        "import sympy\nx = sympy.ZZ(3)",
        "import sympy.polys.fields",
    ],
)
def test_a_use_of_sympys_polynomials_is_seen(source: str) -> None:
    assert uses_of_sympys_polynomials(source)
    assert not uses_of_sympys_polynomials("from sympy import Symbol, Add, Rational, oo, latex")


def test_the_whole_package_is_read() -> None:
    graph = import_graph(read_package())
    assert {"symdyn", "symdyn.errors", "symdyn.exact.rational"} <= set(graph)
    assert {"symdyn.errors", "flint"} <= graph["symdyn.exact.rational"]


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("symdyn.exact.sums", "import symdyn.analysis.flow"),
        ("symdyn.exact.sums", "from symdyn import notation"),
        ("symdyn.exact.sums", "from symdyn.rules import LearningRule"),
        ("symdyn.rules.rflo", "from symdyn import LearningRule"),
        ("symdyn.rules.rflo", "def later():\n    from symdyn.report import figures"),
        ("symdyn.analysis.flow", "import_module('symdyn.cli')"),
        ("symdyn.analysis.flow", "from .update import mean_update"),
        ("symdyn.utils", "import math"),
        ("symdyn.testing.conformance", "from symdyn.stages.update.laws import LAWS"),
        ("symdyn.stages.update.derive", "from symdyn.testing.laws import Law"),
    ],
)
def test_an_import_of_an_upper_layer_is_seen(module: str, source: str) -> None:
    package = {"symdyn": "", "symdyn.notation": "", module: source}
    assert len(upward_imports(import_graph(package))) == 1


def test_an_import_of_a_lower_layer_is_allowed() -> None:
    package = {
        "symdyn.notation": "from symdyn.errors import DomainError",
        "symdyn.rules.rflo": "from symdyn.notation import m\nfrom symdyn.rules.rule import Rule",
        "symdyn.cli": "from symdyn import find_rule\nimport symdyn.report.figures",
    }
    assert upward_imports(import_graph(package)) == []


def test_a_circle_is_seen() -> None:
    package = {
        "symdyn.exact": "from symdyn.exact.sums import total",
        "symdyn.exact.sums": "from symdyn.exact import signs",
        "symdyn.exact.signs": "def f():\n    from symdyn.exact import total",
    }
    assert set(import_cycle(import_graph(package))) == set(package)


@pytest.mark.parametrize(
    "source", ["import sympy", "from symdyn.exact import signs", "import symdyn"]
)
def test_a_checker_that_imports_more_is_seen(source: str) -> None:
    package = {"symdyn.checker.main": f"import json\nimport symdyn.checker.terms\n{source}"}
    assert len(foreign_imports(import_graph(package))) == 1
