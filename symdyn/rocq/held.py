"""Ask Coq what it holds: the statement of each theorem and the value of each definition."""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from symdyn.checker.definitions import Library
from symdyn.checker.evidence import claim_of
from symdyn.checker.terms import METER
from symdyn.errors import OutputError
from symdyn.rocq.binding import Binding
from symdyn.rocq.coqc import run_file
from symdyn.rocq.project import NAMESPACE, Exported, Project
from symdyn.rocq.readback import Node, read_definition, read_statement

__all__ = ["not_bound", "read_held"]

_MARK = "held "


def _definitions(made: Project) -> list[str]:
    modules = dict.fromkeys(one.module for one in made.claims if one.theorem)
    return [
        name
        for module in modules
        for name in re.findall(r"^Definition (\w+)", made.files[f"{module}.v"], re.MULTILINE)
    ]


def read_held(made: Project, folder: Path, theorems: Iterable[str]) -> dict[str, str]:
    """What Coq shows of each theorem and of each definition of the generated files, by name.

    Parameters
    ----------
    made : the project
    folder : where its compiled files are
    theorems : the names of those to be shown

    Raises
    ------
    OutputError if Coq shows nothing.
    """
    modules = sorted({one.module for one in made.claims if one.theorem})
    lines = [
        f"From {NAMESPACE} Require Import Analysis Roots {' '.join(modules)}.",
        "Open Scope R_scope.",
    ]
    lines += ["Set Printing Width 1000000.", "Set Printing Depth 1000000."]
    asked = [("Check @", x) for x in theorems] + [("Print ", x) for x in _definitions(made)]
    for how, name in asked:
        lines += [f'Goal True. idtac "{_MARK}{name}". Abort.', f"{how}{name}."]
    done = run_file(folder, "What_is_held", "\n".join([*lines, ""]))
    if done.returncode:
        raise OutputError(f"coqc does not show what it holds: {done.stderr.strip()[-200:]}")
    parts = re.split(rf"^{_MARK}(\S+)\n", done.stdout, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def not_bound(
    certificates: Mapping[str, str], claims: Iterable[Exported], held: Mapping[str, str]
) -> list[str]:
    """The claims whose theorems do not say what they say.

    Parameters
    ----------
    certificates : the JSON of each claim by its id
    claims : those that are compared
    held : what Coq shows under each name
    """
    library = Library()

    def definition(name: str) -> Node | None:
        return read_definition(held[name].partition("\nArguments")[0]) if name in held else None

    binding = Binding(library.signature, definition)
    found = []
    for one in claims:
        METER.start()
        claim = claim_of(json.loads(certificates[one.id]), library)
        METER.start()
        statement = held.get(one.theorem, "").partition("\n     : ")[2]
        if not statement or not binding.holds(claim, read_statement(statement)):
            found.append(one.id)
    return found
