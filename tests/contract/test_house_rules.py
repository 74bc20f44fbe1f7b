"""Rules of this code that no linter knows.  Each is shown to catch what it is there to catch."""

import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping

import pytest
from sympy.external.gmpy import GROUND_TYPES

import symdyn
from tests.contract.scanning import ROOT, Rule, faults, last_name, sources_of

MAX_LINES = 350
EXPORTED = frozenset({"tests/golden/rflo_numpy.py"})  # one file, as a user gets it

# Heuristic (simplify), unboundedly slow (summation) or able to run a text as code (sympify).
FORBIDDEN = frozenset(
    "simplify nsimplify solve solveset nonlinsolve linsolve summation eigenvals sympify "
    "parse_expr eval exec".split()
)
# Forbidden as calls only: `rank` and `equals` are also good names for fields, `S.One` a constant.
FORBIDDEN_CALLS = frozenset({"rank", "equals", "S"})


def forbidden_names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield each use of a forbidden function, called, passed on or imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if alias.name in FORBIDDEN:
                    yield node.lineno, alias.name
        elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
            if last_name(node) in FORBIDDEN:
                yield node.lineno, last_name(node)
        elif isinstance(node, ast.Call) and last_name(node.func) in FORBIDDEN_CALLS:
            yield node.lineno, last_name(node.func)


def asserts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield each assert, which `python -O` would drop."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert):
            yield node.lineno, "assert"


def globals_written(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield each `global` statement: no function changes a module's state."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            yield node.lineno, "global"


def error_classes(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield each exception class, by its own name or by a base's."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            names = [node.name, *map(last_name, node.bases)]
            if any(name.endswith(("Error", "Exception", "Warning")) for name in names):
                yield node.lineno, node.name


def mutable_dataclasses(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield each dataclass that is not frozen."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ClassDef):
            continue
        for decorator in node.decorator_list:
            function = decorator.func if isinstance(decorator, ast.Call) else decorator
            keywords = decorator.keywords if isinstance(decorator, ast.Call) else []
            if last_name(function) == "dataclass" and not any(
                keyword.arg == "frozen" and ast.unparse(keyword.value) == "True"
                for keyword in keywords
            ):
                yield node.lineno, node.name


RULES: tuple[tuple[Rule, frozenset[str]], ...] = (
    # each with the files it does not apply to
    (forbidden_names, frozenset()),
    (asserts, frozenset()),
    (globals_written, frozenset()),
    # The checker imports nothing of the project, and its verdicts are no errors.
    (
        error_classes,
        frozenset({"symdyn/errors.py", "symdyn/checker/terms.py"}),
    ),
    (mutable_dataclasses, frozenset()),
)


@pytest.mark.parametrize(
    ("rule", "exempt"), RULES, ids=lambda value: getattr(value, "__name__", "")
)
def test_symdyn_keeps_the_rule(rule: Rule, exempt: frozenset[str]) -> None:
    sources = sources_of("symdyn")
    assert exempt <= set(sources)
    assert faults(rule, {path: text for path, text in sources.items() if path not in exempt}) == []


@pytest.mark.parametrize(
    ("rule", "source", "found"),
    [
        (forbidden_names, "sympy.simplify(x)", "simplify"),
        (forbidden_names, "x.equals(y)", "equals"),
        (forbidden_names, "from sympy import solve as roots", "solve"),
        (forbidden_names, "list(map(sympy.sympify, texts))", "sympify"),
        (forbidden_names, "matrix.rank()", "rank"),
        (forbidden_names, "S('x + 1')", "S"),
        (forbidden_names, "def f():\n    return eval(text)", "eval"),
        (asserts, "def f(x):\n    assert x", "assert"),
        (globals_written, "def f():\n    global n\n    n = 1", "global"),
        (error_classes, "class BoundError(SymdynError): pass", "BoundError"),
        (error_classes, "class Refusal(builtins.ValueError): pass", "Refusal"),
        (mutable_dataclasses, "@dataclass\nclass Rule: pass", "Rule"),
        (mutable_dataclasses, "@dataclasses.dataclass(slots=True)\nclass Rule: pass", "Rule"),
        (mutable_dataclasses, "@dataclass(frozen=False)\nclass Rule: pass", "Rule"),
    ],
)
def test_the_rule_sees_a_breach(rule: Rule, source: str, found: str) -> None:
    (fault,) = faults(rule, {"sample.py": source})
    assert fault.endswith(f": {found}")


@pytest.mark.parametrize("rule", [rule for rule, _ in RULES], ids=lambda rule: rule.__name__)
def test_the_rule_lets_good_code_pass(rule: Rule) -> None:
    good = """
@dataclass(frozen=True)
class Rank:
    rank: int

def solve_linear(rank):
    return rank.rank + S.One
"""
    assert faults(rule, {"sample.py": good}) == []


def long_files(sources: Mapping[str, str]) -> list[str]:
    """Return the files with more than MAX_LINES lines."""
    lengths = {path: len(source.splitlines()) for path, source in sources.items()}
    return [f"{path}: {length} lines" for path, length in lengths.items() if length > MAX_LINES]


def test_no_file_is_long() -> None:
    sources = sources_of("symdyn", "tests", "benchmarks")
    assert len(sources) > 1
    sources = {path: text for path, text in sources.items() if path not in EXPORTED}
    assert long_files(sources) == []
    assert long_files({"a.py": "\n" * MAX_LINES, "b.py": "\n" * (MAX_LINES + 1)}) == [
        f"b.py: {MAX_LINES + 1} lines"
    ]


# In pieces, so that this file does not hold what it looks for.
PRIVATE = re.compile(
    "|".join(
        (
            r"(?<![\w.])/(?:home|root|Users|work|mnt)" + "/",
            r"[Cc]:" + r"\\",
            "python" + r"hosted\.org",
            "pypi" + r"\.org",
            r"--(?:extra-)?index" + "-url",
            "--find" + "-links",
            "--trusted" + "-host",
        )
    )
)
PACKAGING = frozenset({"pyproject.toml", "constraints.txt", "Makefile", ".ci/run"})


def addresses(path: str, text: str) -> list[str]:
    """Return a file's machine paths and package addresses; packaging files hold no address at all."""
    found = [match.group() for match in PRIVATE.finditer(text)]
    if path in PACKAGING:
        found += re.findall(r"\w+://\S*|\s@\s\S+", text)
    return [f"{path}: {address}" for address in found]


def repository_files() -> list[str]:
    """Return the files that git tracks or would add; without git, those of the source folders."""
    if not (ROOT / ".git").exists():
        kept = [path for name in ("symdyn", "tests") for path in (ROOT / name).rglob("*.*")]
        return [
            path.relative_to(ROOT).as_posix()
            for path in [*kept, *(ROOT / name for name in PACKAGING)]
            if path.is_file()
        ]
    # A continuous-integration user is often not the owner of the checkout.
    command = ["git", "-c", "safe.directory=*", "ls-files", "-co", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_machine_or_a_package_address() -> None:
    names = repository_files()
    assert set(names) >= PACKAGING
    assert [
        fault
        for name in names
        for fault in addresses(name, (ROOT / name).read_bytes().decode("utf-8", errors="ignore"))
    ] == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("README.md", "cd /home" + "/me/symdyn"),
        ("symdyn/cli/main.py", "DATA = '/work" + "/data'"),
        ("notes.md", "pip install --index" + "-url somewhere"),
        ("constraints.txt", "sympy @ file" + ":///wheels/sympy.whl"),
        ("pyproject.toml", "https" + "://example.org/simple"),
    ],
)
def test_an_address_is_seen(path: str, text: str) -> None:
    assert addresses(path, text)


def test_a_citation_or_a_relative_path_is_no_address() -> None:
    assert addresses("report.bib", "https" + "://doi.org/10.1000/1 tests/home" + "/x") == []


def undocumented(names: Mapping[str, object]) -> list[str]:
    """Return the functions and classes without an example in their docstring."""
    return [
        name
        for name, value in names.items()
        if (inspect.isclass(value) or inspect.isroutine(value))
        and ">>>" not in (inspect.getdoc(value) or "")
    ]


def test_every_public_name_has_an_example() -> None:
    public = {name: getattr(symdyn, name) for name in symdyn.__all__}
    assert {"LearningRule", "find_rule", "parameter"} <= set(public)
    errors = {
        name
        for name, value in public.items()
        if inspect.isclass(value) and issubclass(value, Exception)
    }
    assert undocumented({name: public[name] for name in set(public) - errors}) == []


def test_a_public_name_without_an_example_is_seen() -> None:
    def bare() -> None:
        """State the equation and no example."""

    def shown() -> None:
        """Show one.

        >>> 1 + 1
        2
        """

    assert undocumented({"bare": bare, "shown": shown, "constant": 1}) == ["bare"]


START_UP = """
import sys
from _lsprof import Profiler
from itertools import count
import sympy
before = set(sys.modules)
profiler = Profiler(count().__next__)  # instead of a clock
profiler.enable(subcalls=False, builtins=True)
import {module}
profiler.disable()
print(sum(entry.callcount for entry in profiler.getstats()))
print(*sorted(set(sys.modules) - before))
"""


def start_up(module: str) -> tuple[int, set[str]]:
    """Return how many functions an import calls after SymPy's, and the modules that it loads."""
    command = [sys.executable, "-c", START_UP.format(module=module)]
    output = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    calls, loaded = output.splitlines()
    return int(calls), set(loaded.split())


def test_importing_symdyn_is_quick() -> None:
    calls, loaded = start_up("symdyn")
    packages = {name.partition(".")[0] for name in loaded} - sys.stdlib_module_names
    assert packages == {"symdyn"}
    assert len(loaded) < 20
    assert calls < 5000


def test_a_slow_import_is_seen() -> None:
    calls, loaded = start_up("matplotlib.pyplot")
    assert "matplotlib.pyplot" in loaded
    assert len(loaded) > 100
    assert calls > 50_000


def test_polynomial_rings_run_on_flint() -> None:
    assert GROUND_TYPES == "flint"
