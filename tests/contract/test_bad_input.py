"""Bad input: exit status 2, one line that shows the value and a remedy, nothing left behind."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.processes import symdyn

ROOT = Path(__file__).resolve().parents[2]

HEAD = """
from fractions import Fraction
from sympy import Symbol, exp, sin
from symdyn import LearningRule, parameter
from symdyn.notation import m, tau, w, w_hat
"""


def rule_file(definition: str) -> bytes:
    return f"{HEAD}\n{definition}\n".encode()


def with_kernel(kernel: str, more: str = "") -> bytes:
    return rule_file(f'rule = LearningRule("mine", "Mine", "random", {kernel}{more})')


@dataclass(frozen=True)
class Case:
    """A command, the file bad.py it meets, and what its one line shows: the value and the remedy."""

    arguments: str
    shows: tuple[str, ...]
    file: bytes | None = None


DERIVE = "derive bad.py"
CASES = {
    "unknown rule": Case("derive rlfo", ("'rlfo'", "known are bptt,", "or give a file")),
    "code as a name": Case(
        "derive __import__('os').system('mkdir\tleft')", ("no rule", "or give a file")
    ),
    "code as a name, with the end of a file": Case(
        "derive __import__('os').mkdir('left').py", ("does not exist", "check the path")
    ),
    "known rule in capitals": Case("derive RFLO", ("'RFLO'", "did you mean rflo?")),
    "known rule with an underscore": Case("derive e_prop", ("'e_prop'", "did you mean e-prop?")),
    "horizon of a rule without one": Case("derive bptt-5", ("'bptt-5'", "did you mean tbptt-5?")),
    "misspelled alias": Case("derive snap0", ("'snap0'", "did you mean snap-0?")),
    "rule of no letters": Case("derive \u0663", ("no rule '\u0663'; known are",)),
    "rule file of a long name": Case(f"derive {'a' * 300}.py", ("aaa...", "choose a shorter one")),
    "unknown argument of a rule": Case(
        DERIVE,
        ("no argument refs=", "write rates= or references="),
        with_kernel("w**m", ", refs=()"),
    ),
    "argument of another kind": Case(
        DERIVE, ("no argument zzz=", "a rule has name, title"), with_kernel("w**m", ", zzz=1")
    ),
    "rule without a kernel": Case(
        DERIVE,
        ("without kernel", "give name, title"),
        rule_file('LearningRule("a", "A", "random")'),
    ),
    "kernel without m": Case(
        DERIVE, ("w is the same at every lag m", "did you mean w**m?"), with_kernel("w")
    ),
    "kernel with a part without m": Case(
        DERIVE, ("did you mean w_hat**m/2?",), with_kernel("w**m / 2 + w_hat / 2")
    ),
    "product without m": Case(DERIVE, ("did you mean (w*w_hat)**m?",), with_kernel("w * w_hat")),
    "unknown horizon": Case("derive tbptt-0", ("'tbptt-0'", "positive integer N")),
    "missing file": Case("derive nowhere.py", ("'nowhere.py'", "check the path")),
    "directory as a rule": Case("derive folder.py", ("'folder.py'", "check the path")),
    "syntax error": Case(DERIVE, ("'bad.py'", "line 2", "correct it"), b"x = 1\nrule = (\n"),
    "binary file": Case(DERIVE, ("'bad.py'",), bytes(range(256)) * 4),
    "zero bytes": Case(DERIVE, ("'bad.py'",), b"\0" * 64),
    "file that raises": Case(DERIVE, ("ZeroDivisionError", "run on its own"), b"1 / 0\n"),
    "file that raises over two lines": Case(
        DERIVE, ("ValueError: one two", "run on its own"), b"raise ValueError('one\\ntwo')\n"
    ),
    "file with no rule": Case(DERIVE, ("bad.py holds no", "rule = LearningRule("), b"x = 1\n"),
    "file with two rules": Case(
        DERIVE,
        ("first, second", "bad.py:NAME"),
        rule_file(
            'first = LearningRule("a", "A", "random", w**m)\n'
            'second = LearningRule("b", "B", "random", w**m)'
        ),
    ),
    "variable that is not there": Case(
        "derive bad.py:third", ("'third'", "it has rule"), with_kernel("w**m")
    ),
    "kernel with m in a base": Case(DERIVE, ("m**m", "not of the form"), with_kernel("m**m")),
    "kernel with a function": Case(DERIVE, ("sin(m)", "p(m)*r**m"), with_kernel("sin(m)")),
    "kernel that is no expression": Case(
        DERIVE, ("'w**m'", "from symdyn.notation"), with_kernel("'w**m'")
    ),
    "kernel with a float": Case(DERIVE, ("0.5", "numbers are exact"), with_kernel("0.5 * w**m")),
    "kernel that grows": Case(DERIVE, ("2*w", "narrow a parameter"), with_kernel("(2 * w)**m")),
    "kernel that is constant": Case(DERIVE, ("|ratio| < 1",), with_kernel("w_hat**m + 1")),
    "kernel with a pole": Case(
        DERIVE, ("divides by", "narrow a parameter"), with_kernel("w**m / w_hat")
    ),
    "undeclared symbol": Case(
        DERIVE, ("undeclared symbol g", "parameter('g'"), with_kernel("Symbol('g')**m")
    ),
    "unknown feedback": Case(
        DERIVE,
        ("'sideways'", "use 'symmetric'"),
        rule_file('rule = LearningRule("mine", "Mine", "sideways", w**m)'),
    ),
    "malformed rule name": Case(
        DERIVE,
        ("'Mine!'", "use a name such as"),
        rule_file('rule = LearningRule("Mine!", "Mine", "random", w**m)'),
    ),
    "horizon of zero": Case(DERIVE, ("horizon 0",), with_kernel("w**m", ", horizon=0")),
    "empty domain": Case(
        DERIVE,
        ("'gamma'", "(1, 1) is empty", "widen the ends"),
        rule_file('parameter("gamma", 1, 1)'),
    ),
    "inexact domain": Case(
        DERIVE, ("0.1", "Rational(1, 10)"), rule_file('parameter("gamma", 0.1, 1)')
    ),
    "taken parameter name": Case(
        DERIVE, ("'w'", "choose another"), rule_file('parameter("w", 0, 1)')
    ),
    "wrong option": Case("derive rflo --from text", ("--from", "see symdyn derive --help")),
    "wrong format": Case("derive rflo --format xml", ("'xml'", "'text', 'latex', 'json'")),
    "wrong format of the list": Case("rules --format latex", ("'latex'", "symdyn rules --help")),
    "unknown section": Case(
        "derive rflo --section stabilty", ("'stabilty'", "did you mean stability?", "step-size")
    ),
    "two parts of a derivation": Case(
        "derive rflo --summary --section rank", ("--summary and --section", "keep one")
    ),
    "no rule": Case("derive", ("'RULE'", "see symdyn derive --help")),
    "two rules": Case("derive rflo bptt", ("bptt", "see symdyn derive --help")),
    "unknown command": Case("imagine rflo", ("'imagine'", "see symdyn --help")),
    "no target": Case("export rflo", ("'--target'", "see symdyn export --help")),
    "unknown target": Case(
        "export rflo --target fortran", ("'fortran'", "choose one of c, numba, numpy")
    ),
    "export to a directory": Case(
        "export rflo --target numpy -o folder.py", ("'folder.py' is a directory", "name a file")
    ),
    "export below a file": Case(
        "export rflo --target numpy -o file/x.py", ("'file' is not a directory", "make that")
    ),
    "export to nowhere": Case(
        "export rflo --target numpy -o no/x.py", ("'no' does not exist", "make that directory")
    ),
    "export of a bad rule": Case(
        "export bad.py --target numpy -o x.py", ("holds no LearningRule",), b""
    ),
    "export to an empty name": Case("export rflo --target c -o ", ("'-o'", "name is empty")),
    "export to a long name": Case(
        f"export rflo --target c -o {'a' * 300}", ("too long", "choose a shorter one")
    ),
    "report to a long name": Case(f"report rflo --no-pdf -o {'a' * 300}", ("too long",)),
    "certificates at an empty name": Case(
        "verify --rule rflo --certificates ", ("'--certificates'", "name is empty")
    ),
    "derivation of an empty name": Case("verify ", ("name is empty",)),
    "too many processes": Case(
        "verify --rule rflo --jobs 99999999999999999999", ("'--jobs'", "1<=x<=1024")
    ),
    "runs at an empty name": Case(
        "simulate rflo --parameter w_hat=0.5 -o ", ("'-o'", "name is empty")
    ),
    "runs of a table that is missing": Case(
        "simulate --from no.parquet -o x.parquet", ("'no.parquet' does not exist", "name a")
    ),
    "runs of a table that is a directory": Case(
        "simulate --from folder.py -o x.parquet", ("'folder.py' is a directory", "name a")
    ),
    "grid that is missing": Case(
        "sweep --grid no.toml", ("(No such file or directory)", "check the path")
    ),
    "time of many digits": Case(
        f"simulate bptt --time {'9' * 5000} -o x.parquet", ("999...999", "at most nine digits")
    ),
    "time in other digits": Case("simulate bptt --time \u0663 -o x.parquet", ("write --time 50",)),
    "time beyond the memory": Case(
        "simulate bptt --time 999999999 -o x.parquet", ("this machine has", "shorten T")
    ),
    "units beyond the memory": Case(
        "simulate bptt --units 9999999 -o x.parquet", ("not enough memory", "smaller networks")
    ),
    "seeds without end": Case(
        "simulate bptt --seeds 999999999999 -o x.parquet", ("seeds = 999999999999", "at most")
    ),
    "first seed of many digits": Case(
        f"simulate bptt --first-seed {'9' * 30} -o x.parquet", ("first_seed = 9", "at most")
    ),
    "steps without end": Case(
        f"simulate bptt --steps {'9' * 17} -o x.parquet", ("steps = 9", "at most 1000000000")
    ),
    "report below a file": Case("report rflo --no-pdf -o file/reports", ("file/reports",)),
    "report onto a file": Case("report rflo --no-pdf -o file", ("'file'",)),
    "report of an unknown rule": Case("report rflo rlfo --no-pdf -o r", ("'rlfo'", "known are")),
    "page of a rule that is called as the index": Case(
        "report rflo bad.py --no-pdf --html -o r",
        ("'index'", "rename the rule or leave out --html"),
        rule_file('rule = LearningRule("index", "Mine", "random", w_hat**m)'),
    ),
    "report of a bad rule": Case("report rflo bad.py --no-pdf -o r", ("holds no",), b""),
    "new rule, malformed": Case("new-rule My-Rule", ("'My-Rule'", "use a name such as")),
    "new rule, a path": Case("new-rule ../x", ("'../x'", "use a name such as")),
    "new rule, a taken name": Case("new-rule rtrl", ("'rtrl' is already taken", "use another")),
    "new rule, an existing file": Case(
        "new-rule bad", ("'bad.py' exists already", "name another"), b"x = 1\n"
    ),
    "new rule, not Python": Case("new-rule mine -o mine.txt", ("'mine.txt'", ".py")),
    "new rule below a file": Case("new-rule mine -o file/mine.py", ("'file' is not a directory",)),
}


def tree(folder: Path) -> dict[str, bytes | None]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
        if "__pycache__" not in path.parts
    }


def run(case: Case, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return symdyn(case.arguments.split(" "), folder, settings)


def test_a_pdf_without_tex_is_refused_before_any_work(tmp_path: Path) -> None:
    case = Case("report rflo --pdf -o out", ())
    result = run(case, tmp_path, PATH="")
    assert result.returncode == 2
    (line,) = result.stderr.splitlines()
    assert line.startswith("symdyn: error: ")
    assert "install TeX" in line
    assert tree(tmp_path) == {}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_bad_input_is_refused_in_one_line(case: Case, tmp_path: Path) -> None:
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "file").write_text("a regular file\n")
    if case.file is not None:
        (tmp_path / "bad.py").write_bytes(case.file)
    before = tree(tmp_path)
    result = run(case, tmp_path)
    assert result.returncode == 2, result.stderr
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("symdyn: error: ")
    assert "Traceback" not in line
    for text in case.shows:
        assert text in line
    assert tree(tmp_path) == before


# Whatever runs text as code; `read` builds formulas from text node by node instead.
RUNS_TEXT = re.compile(
    r"\b(sympify|parse_expr|eval|exec|lambdify|literal_eval|os\.system|popen|shell)\s*[(=]"
)


def test_no_text_reaches_what_would_run_it() -> None:
    sources = sorted((ROOT / "symdyn").rglob("*.py"))
    assert len(sources) > 20
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in sources
        for match in RUNS_TEXT.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []
    assert RUNS_TEXT.search("return sympify(text)")
    assert RUNS_TEXT.search("subprocess.run(command, shell=True)")
