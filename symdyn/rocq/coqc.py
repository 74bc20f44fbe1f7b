"""Run coqc on a project, and ask Coq's kernel on which axioms each theorem stands."""

import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path

from symdyn.errors import OutputError
from symdyn.outside import run_outside
from symdyn.rocq.project import NAMESPACE, Project

__all__ = [
    "ALLOWED",
    "HOW_TO_GET_COQ",
    "axioms_of",
    "compile_project",
    "has_coq",
    "read_axioms",
    "run_file",
]

HOW_TO_GET_COQ = (
    "coqc is not installed, which --check runs; install it (on Debian: apt-get install coq "
    "libcoq-stdlib) and run this again, or leave out --check"
)
# The axioms of Coq's own real numbers; a theorem that stands on any other is not accepted.
ALLOWED = frozenset(
    {
        "ClassicalDedekindReals.sig_forall_dec",
        "ClassicalDedekindReals.sig_not_dec",
        "FunctionalExtensionality.functional_extensionality_dep",
    }
)
_JOBS, _SECONDS = 2, 1200
_CLOSED = "Closed under the global context"
_MARK = "theorem "


def has_coq() -> bool:
    """Whether coqc is installed."""
    return shutil.which("coqc") is not None


def compile_project(
    project: Project, folder: Path, progress: Callable[[int, int, str], None]
) -> dict[str, str]:
    """Compile the files, two at a time, each after those that it requires.

    Parameters
    ----------
    project : what stands in the folder
    folder : where its files are
    progress : told how many files are done, how many there are, and which are compiled

    Returns
    -------
    By file what coqc says against it; a file that requires such a one is not compiled.
    """
    faults: dict[str, str] = {}
    waiting, running = dict(project.needs), dict[Future[str], str]()
    done: set[str] = set()
    with ThreadPoolExecutor(_JOBS) as pool:
        while waiting or running:
            for name in [x for x, needs in waiting.items() if done.issuperset(needs)]:
                needs = waiting.pop(name)
                if bad := [x for x in needs if x in faults]:
                    faults[name] = f"it requires {bad[0]}, which was not compiled"
                    done.add(name)
                else:
                    running[pool.submit(_compiled, folder, f"{name}.v")] = name
            progress(len(done), len(project.needs), ", ".join(sorted(running.values())))
            for one in wait(running, return_when=FIRST_COMPLETED).done if running else ():
                name = running.pop(one)
                done.add(name)
                if one.result():
                    faults[name] = one.result()
    return faults


def _compiled(folder: Path, name: str) -> str:
    """What coqc says against a file; nothing if it accepts it."""
    done = _run(folder, name)
    return "" if done.returncode == 0 else _first_line(done.stderr)


def _first_line(said: str) -> str:
    place = re.search(r"line ([0-9]+)", said)
    after = said.partition("Error:")[2].split() or said.split()
    return f"{f'line {place[1]}: ' if place else ''}{' '.join(after)[:300]}"


def _run(folder: Path, name: str) -> subprocess.CompletedProcess[str]:
    command = ["coqc", "-q", "-Q", ".", NAMESPACE, name]
    late = f"coqc did not finish {name}; run make in {str(folder)!r} to see why"
    return run_outside(command, folder, _SECONDS, late)


def run_file(folder: Path, stem: str, text: str) -> subprocess.CompletedProcess[str]:
    """What coqc says of a file that is written for this, and taken away."""
    try:
        (folder / f"{stem}.v").write_text(text, encoding="utf-8")
        return _run(folder, f"{stem}.v")
    finally:
        for ending in (".v", ".vo", ".vok", ".vos", ".glob"):
            (folder / f"{stem}{ending}").unlink(missing_ok=True)
        (folder / f".{stem}.aux").unlink(missing_ok=True)


def axioms_of(
    theorems: Mapping[str, str], folder: Path, progress: Callable[[int, int, str], None]
) -> dict[str, tuple[str, ...]]:
    """The axioms that each theorem stands on, as Coq prints them.

    Print Assumptions goes through the whole library of real numbers each time.  So it is asked of
    all theorems of a file together, and of each by itself only where one of them is not allowed.

    Parameters
    ----------
    theorems : the file of each theorem
    folder : where the compiled files are
    progress : told how many files are asked about, and how many there are
    """
    modules: dict[str, list[str]] = {}
    for name, module in theorems.items():
        modules.setdefault(module, []).append(name)
    found: dict[str, tuple[str, ...]] = {}
    with ThreadPoolExecutor(_JOBS) as pool:
        tasks = {
            module: pool.submit(_of_file, folder, module, names)
            for module, names in modules.items()
        }
        for done, (module, task) in enumerate(tasks.items()):
            progress(done, len(tasks), f"Print Assumptions of {module}")
            found |= task.result()
    return found


def _of_file(folder: Path, module: str, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The axioms of the theorems of one file: of all together, if these are allowed."""
    together = "".join(f"let _ := @{module}.{name} in\n" for name in names)
    asked = [f"Definition together' : True :=\n{together}I.", *_question("together'", "together'")]
    axioms = _asked(folder, module, asked, ["together'"])["together'"]
    if ALLOWED.issuperset(axioms):
        return dict.fromkeys(names, axioms)
    each = [line for name in names for line in _question(name, f"{module}.{name}")]
    return _asked(folder, module, each, names)


def _question(name: str, where: str) -> list[str]:
    return [f'Goal True. idtac "{_MARK}{name}". Abort.', f"Print Assumptions {where}."]


def _asked(
    folder: Path, module: str, lines: Sequence[str], names: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    text = "\n".join([f"From {NAMESPACE} Require {module}.", *lines, ""])
    done = run_file(folder, f"Assumptions_of_{module}", text)
    if done.returncode:
        raise OutputError(
            f"coqc does not print the assumptions of {module} ({_first_line(done.stderr)}); "
            "this is a fault of symdyn"
        )
    return read_axioms(done.stdout.splitlines(), names)


def read_axioms(lines: Iterable[str], names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """What Coq prints of each theorem, in order; a line that is not understood counts as an axiom.

    >>> said = ["theorem a", "Closed under the global context", "theorem b", "Axioms:", "X.y :", "  T"]
    >>> read_axioms(said, ["a", "b", "c"])
    {'a': (), 'b': ('X.y',), 'c': ('nothing was printed',)}
    """
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in lines:
        if line.startswith(_MARK):
            current = found.setdefault(line.removeprefix(_MARK), [])
        elif line in {_CLOSED, "Axioms:"}:
            current.append("")
        elif line and not line[0].isspace():
            current.append(line.split()[0])
    nothing = ["nothing was printed"]
    return {name: tuple(x for x in found.get(name) or nothing if x) for name in names}
