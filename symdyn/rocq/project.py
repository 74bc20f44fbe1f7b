"""A project of Coq from certificates: the library, one file a rule or document, and what was left out."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from importlib.resources import files as resources
from typing import Any

from symdyn.checker.claims import Claim, relations
from symdyn.checker.definitions import Library
from symdyn.checker.evidence import claim_of
from symdyn.checker.terms import METER, Refused, Term, subterms
from symdyn.errors import ClaimError, NotExportedError
from symdyn.rocq.names import free_name, identifier, theorem_name
from symdyn.rocq.place import Proved
from symdyn.rocq.texts import Writer
from symdyn.rocq.theorems import theorem

__all__ = ["LIBRARY", "NAMESPACE", "Exported", "Project", "project"]

NAMESPACE = "Symdyn"
LIBRARY = ("Trees", "Known", "Signs", "Points", "Roots", "Powers", "Analysis", "Series", "Slopes")
_HEAD = "From Coq Require Import Reals.\nFrom Symdyn Require Import {modules}.\nLocal Open Scope R_scope.\n"


@dataclass(frozen=True)
class Exported:
    """A claim: the theorem that it became, in which file, or the reason why it became none.

    Parameters
    ----------
    id : of the claim
    module : the file of its rule or document, without its ending
    theorem : the name in Coq; empty if it is not exported
    reason : why it is not exported; empty if it is
    """

    id: str
    module: str
    theorem: str
    reason: str


@dataclass(frozen=True)
class Project:
    """A project for Coq, and what became of each claim.

    Parameters
    ----------
    files : their texts by name
    needs : for each file that is compiled, without its ending, those that it requires
    claims : all, in order
    """

    files: Mapping[str, str]
    needs: Mapping[str, tuple[str, ...]]
    claims: tuple[Exported, ...]


def project(certificates: Mapping[str, str], groups: Mapping[str, str]) -> Project:
    """Write a project for Coq.

    Parameters
    ----------
    certificates : the JSON of each claim by its id, of all that a claim uses too
    groups : the rule or document of each claim
    """
    return _Build(certificates, groups).project()


class _Build:
    def __init__(self, certificates: Mapping[str, str], groups: Mapping[str, str]) -> None:
        self.data = {name: json.loads(text) for name, text in certificates.items()}
        self.groups = groups
        self.library = Library()
        self.symbols: dict[str, str] = {}
        self.homes: dict[str, str] = {}  # the file of each symbol
        self.proved: dict[str, Proved] = {}
        self.found: dict[str, Exported] = {}
        self.theorems: set[str] = set()

    def project(self) -> Project:
        modules: dict[str, str] = {}
        for group in dict.fromkeys(self.groups[name] for name in self.data):
            modules[group] = free_name(_module(group), {*modules.values(), *LIBRARY})
        files = {f"{name}.v": _library(name) for name in LIBRARY}
        for group, names in self._in_order():
            text = self._file(modules, group, names)
            if text:
                files[f"{modules[group]}.v"] = text
        needs = {name.removesuffix(".v"): _required(text) for name, text in files.items()}
        files["_CoqProject"] = f"-Q . {NAMESPACE}\n" + "".join(f"{name}.v\n" for name in needs)
        files["Makefile"] = _MAKEFILE
        return Project(files, needs, tuple(self.found[name] for name in self.data))

    def _in_order(self) -> Iterator[tuple[str, list[str]]]:
        """Each file with its claims, all behind what they use."""
        uses = {name: [use["claim"] for use in one["uses"]] for name, one in self.data.items()}
        needs: dict[str, dict[str, None]] = {}
        for name, used in uses.items():
            own = needs.setdefault(self.groups[name], {})
            own |= {self.groups[x]: None for x in used if self.groups[x] != self.groups[name]}
        try:
            order = [*TopologicalSorter(uses).static_order()]
            for group in TopologicalSorter(needs).static_order():
                yield group, [name for name in order if self.groups[name] == group]
        except CycleError as error:
            raise ClaimError(f"claims use one another in a circle: {error.args[1]}") from None

    def _file(self, modules: Mapping[str, str], group: str, names: Sequence[str]) -> str:
        module, parts, needed = modules[group], list[str](), dict[str, None]()
        for name in names:
            try:
                lines = self._one(name, module, needed)
            except NotExportedError as refusal:
                self.found[name] = Exported(name, module, "", str(refusal))
            else:
                parts += lines
        if not parts:
            return ""
        head = _HEAD.format(modules=" ".join([LIBRARY[-1], "Points", "Roots", *sorted(needed)]))
        return "\n\n".join([head.rstrip(), *parts]) + "\n"

    def _one(self, name: str, module: str, needed: dict[str, None]) -> list[str]:
        data = self.data[name]
        for use in data["uses"]:
            if use["claim"] not in self.proved:
                raise NotExportedError(f"it uses {use['claim']}, which is not exported")
        if "gap" in data:
            raise NotExportedError("it has no proof")
        METER.start()
        try:
            claim = claim_of(data, self.library)
        except Refused as refusal:
            raise NotExportedError(f"the checker does not read it: {refusal}") from None
        own = self._symbols_of(claim)
        fresh = [key for key in own if key not in self.symbols]
        taken, names = {*self.symbols.values()}, dict(self.symbols)
        for key in fresh:
            names[key] = free_name(f"{identifier(self.library.signature[key].name)}_of", taken)
            taken.add(names[key])
        writer = Writer(self.library.signature, names)
        lines = [writer.definition(key) for key in fresh]
        label = free_name(theorem_name(name), self.theorems)
        METER.start()
        proved, text = theorem(claim, writer, self.proved, label)
        self.symbols, self.proved[name] = names, proved
        self.theorems.add(label)
        self.homes |= dict.fromkeys(fresh, module)
        homes = [self.homes[key] for key in own]
        homes += [self.found[use["claim"]].module for use in data["uses"]]
        needed |= {home: None for home in homes if home != module}
        self.found[name] = Exported(name, module, label, "")
        return [*lines, f"(* {_comment(data.get('title', name))} *)\n{text}"]

    def _symbols_of(self, claim: Claim) -> list[str]:
        """The symbols that statement and evidence stand on, each behind those of its formula."""
        found: dict[str, None] = {}

        def enter(t: Term) -> None:
            for x, _ in subterms(t):
                if x[0] == "def" and x[1] not in found:
                    enter(self.library.signature[x[1]].body)
                    found.setdefault(x[1])

        if claim.goal[0] in {"all", "iff", "roots"}:
            for relation in (*claim.hypotheses, *relations(claim.goal)):
                enter(relation[1])
                enter(relation[2])
        for t in (
            *claim.sums,
            *(y for use in claim.uses for y in use.values.values()),
            *_terms(claim.proof),
        ):
            enter(t)
        return [*found]


def _terms(proof: Any) -> Iterator[Term]:
    """The terms in evidence."""
    if isinstance(proof, dict):
        for one in proof.values():
            yield from _terms(one)
    elif isinstance(proof, list):
        for one in proof:
            yield from _terms(one)
    elif isinstance(proof, tuple):
        if proof and isinstance(proof[0], str) and proof[0] in _TAGS:
            yield proof
        else:
            for one in proof:
                yield from _terms(one)


_TAGS = frozenset(
    {"num", "sym", "+", "*", "neg", "/", "^", "sum", "lim", "d", "let", "def", "exact"}
)


def _module(group: str) -> str:
    text = re.sub(r"[^A-Za-z0-9]+", "_", group).strip("_")
    return text[:1].upper() + text[1:] if text[:1].isalpha() else f"D{text}"


def _comment(text: str) -> str:
    """A title in a comment, which it cannot end, and in which no string begins."""
    return (
        re.sub(r"[^A-Za-z0-9 .,:;'()-]", "", text)
        .replace("(*", "")
        .replace("*)", "")
        .replace("'", "")
    )


def _required(text: str) -> tuple[str, ...]:
    """The files of this project that a file requires."""
    found = re.findall(rf"^From {NAMESPACE} Require (?:Export|Import) (.*)\.$", text, re.MULTILINE)
    return tuple(dict.fromkeys(name for line in found for name in line.split()))


def _library(name: str) -> str:
    return resources("symdyn.rocq").joinpath("library", f"{name}.v").read_text(encoding="utf-8")


_MAKEFILE = """\
# Compile all files: needs coqc and coq_makefile of Coq 8.16.
all: CoqMakefile
	$(MAKE) -f CoqMakefile

CoqMakefile: _CoqProject
	coq_makefile -f _CoqProject -o CoqMakefile

.PHONY: all
"""
