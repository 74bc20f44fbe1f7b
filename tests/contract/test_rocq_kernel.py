"""What Coq's kernel says of the theorems that are written for it, and of false ones."""

import re
import shutil
from pathlib import Path

import pytest

from symdyn.cli.entry import main
from symdyn.errors import OutputError
from symdyn.rocq.coqc import ALLOWED, axioms_of, compile_project, has_coq
from symdyn.rocq.held import not_bound, read_held
from symdyn.rocq.project import Exported, project
from tests.short_certificates import CERTIFICATES

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not has_coq(), reason="coqc is not installed"),
]
SHORT = project(CERTIFICATES, dict.fromkeys(CERTIFICATES, "short"))


def silent(*_: object) -> None:
    """No progress is shown."""


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the short claims and the library are compiled."""
    folder = tmp_path_factory.mktemp("rocq")
    for name, text in SHORT.files.items():
        (folder / name).write_text(text)
    assert compile_project(SHORT, folder, silent) == {}
    return folder


def fault_of(text: str, compiled: Path, folder: Path) -> str:
    """What coqc says against another text of the generated file."""
    for path in compiled.iterdir():
        if not path.name.startswith("Short"):
            shutil.copy(path, folder)
    (folder / "Short.v").write_text(text)
    only = SHORT.__class__(SHORT.files, {"Short": ()}, SHORT.claims)
    return compile_project(only, folder, silent).get("Short", "")


def test_the_kernel_accepts_every_kind(compiled: Path) -> None:
    theorems = {one.theorem: one.module for one in SHORT.claims if one.theorem}
    assert len(theorems) == 12
    axioms = axioms_of(theorems, compiled, silent)
    assert axioms.keys() == theorems.keys()
    assert all(ALLOWED.issuperset(found) for found in axioms.values())
    assert any(axioms.values())  # real numbers need some


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1 - w ^ 2 > 0.", "1 - w ^ 2 > 1."),  # a bound that is too strong
        ("1 - w ^ 2 > 0.", "1 + w ^ 2 > 0."),  # true, but not what the evidence shows
        ("  w < 1 ->\n  1 - w ^ 2", "  w < 2 ->\n  1 - w ^ 2"),  # a weaker hypothesis
        ("(S - w) ^ 2 >= 0", "(S - w) ^ 3 >= 0"),
        ("  S <> w ->", "  S <> 2 * w ->"),
        ("/ (1 - w) + S /", "/ (1 - w) - S /"),
        ("  2 * S / (1 - w ^ 2).", "  2 * S / (2 - w ^ 2)."),  # another definition
        ("  c > 0 ->", "  c >= 0 ->"),
        ("  (a = 0 /\\\n  b = 0).", "  (a = 0 /\\\n  b = 1)."),
        ("  (a * b = 0 /\\\n", "  (a * b = 0 \\/\n"),
        ("f_of S w - f_of S w = 0", "f_of S w + f_of S w = 0"),
    ],
)
def test_the_kernel_refuses_a_statement_that_was_changed(
    old: str, new: str, compiled: Path, tmp_path: Path
) -> None:
    text = SHORT.files["Short.v"]
    assert text.count(old) == 1
    assert fault_of(text.replace(old, new), compiled, tmp_path)


def test_an_axiom_is_found_wherever_it_is_used(compiled: Path, tmp_path: Path) -> None:
    """A theorem that stands on another axiom is named, and the others of its file are not."""
    lines = SHORT.files["Short.v"].split("(* short.square *)")
    cheat = "Axiom cheat : False.\nTheorem cheated : 1 < 0.\nProof. destruct cheat. Qed.\n"
    assert fault_of(f"{lines[0]}{cheat}", compiled, tmp_path) == ""
    found = axioms_of(dict.fromkeys(["short__sign", "cheated"], "Short"), tmp_path, silent)
    assert found["cheated"] == ("Short.cheat",) or "Short.cheat" in found["cheated"]
    assert ALLOWED.issuperset(found["short__sign"])


def test_the_command_shows_claim_by_claim_what_the_kernel_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of two rules: the second has an equivalence with three alternatives."""
    assert main(["rocq", "tbptt", "e-prop", "-o", str(tmp_path), "--check"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "proved by the kernel; axioms: functional_extensionality_dep, sig_forall_dec" in shown
    assert "0 refused" in shown
    assert "REFUSED" not in shown
    assert (tmp_path / "_CoqProject").read_text().startswith("-Q . Symdyn\nTrees.v\n")


def test_what_coq_holds_is_the_claim_and_no_other(compiled: Path) -> None:
    """Each theorem is its claim; none is another claim, and none is it with another definition."""
    claims = [one for one in SHORT.claims if one.theorem]
    held = read_held(SHORT, compiled, [one.theorem for one in claims])
    assert not_bound(CERTIFICATES, claims, held) == []
    for one in claims:
        for other in claims:
            if one.id != other.id:
                moved = {**held, one.theorem: held[other.theorem]}
                assert not_bound(CERTIFICATES, [one], moved) == [one.id]
    changed = {**held, "f_of": held["f_of"].replace("2 * S", "3 * S")}
    assert not_bound(CERTIFICATES, claims, changed) == ["short.equation", "short.rewritten"]


def test_the_comparison_refuses_each_statement_of_which_a_word_was_changed(compiled: Path) -> None:
    """A number, an operator, a hypothesis or a type of what Coq shows is another one."""
    claims = [one for one in SHORT.claims if one.theorem]
    held = read_held(SHORT, compiled, [one.theorem for one in claims])
    swaps = {"<": ">", ">": "<", "+": "-", "*": "+", "/": "*", "=": "<>", "R": "nat", "w": "w_2"}
    tried = 0
    for one in claims:
        name, mark, said = held[one.theorem].partition("\n     : ")
        tokens = re.findall(r"\s+|[A-Za-z_0-9']+|<->|->|=>|[<>]=|<>|/\\|\\/|.", said)
        for place, token in enumerate(tokens):
            for new in {swaps.get(token, ""), str(int(token) + 1) if token.isdigit() else ""} - {
                ""
            }:
                text = "".join([*tokens[:place], new, *tokens[place + 1 :]])
                moved = {**held, one.theorem: f"{name}{mark}{text}"}
                tried += 1
                assert _refused(one, moved), text
    assert tried >= 150


def _refused(one: Exported, held: dict[str, str]) -> bool:
    try:
        return not_bound(CERTIFICATES, [one], held) == [one.id]
    except OutputError:  # it is no statement at all
        return True
