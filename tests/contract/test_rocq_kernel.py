"""What Coq's kernel says of the theorems that are written for it, and of false ones."""

import shutil
from pathlib import Path

import pytest

from symdyn.cli.entry import main
from symdyn.rocq.coqc import ALLOWED, axioms_of, compile_project, has_coq
from symdyn.rocq.project import project
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
    assert len(theorems) == 6
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
