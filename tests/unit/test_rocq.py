"""Claims as theorems for Coq, as far as it is seen without Coq."""

import json
import re
from pathlib import Path

import pytest

from symdyn.checker import check_files
from symdyn.checker.definitions import Library
from symdyn.checker.reading import read
from symdyn.cli.entry import main
from symdyn.rocq.coqc import ALLOWED, has_coq, read_axioms
from symdyn.rocq.names import identifier, theorem_name
from symdyn.rocq.project import LIBRARY, Project, project
from symdyn.rocq.texts import Writer, natural
from tests.short_certificates import CERTIFICATES, certificate


def short(certificates: dict[str, str] = CERTIFICATES) -> Project:
    return project(certificates, dict.fromkeys(certificates, "short"))


def theorem(name: str) -> str:
    """The statement of a theorem of the short claims, on one line."""
    text = short().files["Short.v"]
    found = re.search(rf"Theorem {name} : (.*?)\.\nProof", text, re.DOTALL)
    assert found
    return " ".join(found[1].split())


def written(text: str) -> str:
    return Writer({}, {}).term(read(text, Library().names({})))


def test_the_checker_accepts_the_short_claims(tmp_path: Path) -> None:
    for name, text in CERTIFICATES.items():
        (tmp_path / f"{name}.json").write_text(text)
    verdicts = check_files([*tmp_path.iterdir()])
    assert {one.status for one in verdicts} == {"proved"}


def test_a_statement_has_the_claims_hypotheses_and_no_other() -> None:
    """A claim that is used is applied: its conclusion is no premise."""
    assert theorem("short__equation") == (
        "forall (S w : R), - 1 < w -> w < 1 -> f_of S w = S / (1 - w) + S / (1 + w)"
    )
    assert "short__sign w H0' H1'" in short().files["Short.v"]


def test_definitions_stand_in_front_of_what_they_are_used_in() -> None:
    text = short().files["Short.v"]
    line = "Definition f_of (S : R) (w : R) : R :=\n  2 * S / (1 - w ^ 2)."
    assert text.count(line) == 1
    assert text.index(line) < text.index("Theorem short__equation")


def test_an_equivalence_says_exactly_if() -> None:
    assert theorem("short__points") == (
        "forall (a b c : R), c > 0 -> (a * b = 0 /\\ b = c * a) <-> (a = 0 /\\ b = 0)"
    )


def test_what_is_not_exported_says_why() -> None:
    found = {one.id: one.reason for one in short().claims}
    assert "a bound on a power" in found["short.power"]
    assert found["short.above"] == "it uses short.power, which is not exported"
    assert not found["short.sign"]


def test_a_claim_whose_use_is_not_exported_is_not_exported_either() -> None:
    """Also where the evidence does not need the use at all."""
    more = json.loads(CERTIFICATES["short.sign"])
    more |= {"id": "short.more", "uses": [{"claim": "short.power", "with": {}}]}
    found = short({**CERTIFICATES, "short.more": json.dumps(more)})
    assert [one.reason for one in found.claims if one.id == "short.more"] == [
        "it uses short.power, which is not exported"
    ]


@pytest.mark.parametrize(
    ("text", "coq"),
    [
        ("a - \\left(b - c\\right)", "a - (b - c)"),
        ("-a^{2}", "- a ^ 2"),
        ("\\left(-a\\right)^{2}", "(- a) ^ 2"),
        ("-\\left(a b\\right)", "- (a * b)"),
        ("a \\frac{b}{c}", "a * (b / c)"),
        ("\\frac{\\frac{a}{b}}{c}", "a / b / c"),
        ("\\frac{a}{\\frac{b}{c}}", "a / (b / c)"),
        ("\\frac{a}{b c}", "a / (b * c)"),
        ("a^{-2}", "/ a ^ 2"),
        ("\\left(\\frac{1}{a}\\right)^{2}", "(1 / a) ^ 2"),
        ("w^{T - m - 1}", "w ^ (T - m - 1)"),
        ("m w^{2 m + 1}", "INR m * w ^ (2 * m + 1)"),
        ("\\sum_{k<T} a w^{k}", "Sum T (fun k => a * w ^ k)"),
        ("\\lim_{T \\to \\infty} w^{T}", "Lim (fun T => w ^ T)"),
        ("\\partial_{x} x^{2}", "Der (fun x => x ^ 2) x"),
        ("\\left. a w \\right|_{a = w, w = a}", "(fun (a : R) (w : R) => a * w) w a"),
    ],
)
def test_terms_are_bracketed_as_coq_reads_them(text: str, coq: str) -> None:
    assert written(text) == coq


def test_an_index_is_first_added_to_and_then_taken_from() -> None:
    """In natural numbers 3 - 5 + 3 is 3."""
    assert natural({"T": 1, "m": 2, "": -5}) == "T + 2 * m - 5"
    assert natural({"T": -1, "": 1}) == "1 - T"


def test_names() -> None:
    assert [identifier(x) for x in (r"\hat{w}", r"w_\star", r"k_{1}", r"\varphi")] == [
        "w_hat",
        "w_star",
        "k_1",
        "varphi",
    ]
    assert theorem_name("a.b-c") != theorem_name("a-b.c")


def test_a_title_does_not_end_its_comment() -> None:
    title = 'so *) Axiom x : False. (* " and (*'
    text = certificate(
        "short.title", {"all": ["a = a"]}, {"proofs": [None]}, title=title, source=""
    )
    found = short({"short.title": text}).files["Short.v"]
    (line,) = [line for line in found.splitlines() if "Axiom" in line]
    assert line.startswith("(* ")
    assert line.endswith(" *)")
    assert line.count("(*") == line.count("*)") == 1
    assert '"' not in line


def test_nothing_is_left_unproved_in_library_or_theorems() -> None:
    found = short()
    assert {f"{name}.v" for name in (*LIBRARY, "Short")} <= found.files.keys()
    left = r"\b(Axiom|Parameter|Conjecture|Admitted|admit|Abort)"
    for name, text in found.files.items():
        if name.endswith(".v"):
            assert not re.search(left, text), name
            sections = re.sub(r"(?ms)^Section (\w+)\..*?^End \1\.", "", text)
            assert not re.search(r"^(Variable|Hypothes[ie]s)", sections, re.MULTILINE), name
    assert not re.search(r"\b(nsatz|psatz|nra|lia|lra|ring|field)\b", found.files["Short.v"])


def test_a_file_is_compiled_after_those_that_it_requires() -> None:
    needs = short().needs
    assert needs["Short"] == ("Slopes", "Points", "Roots")
    place = {name: number for number, name in enumerate(needs)}
    assert all(place[x] < place[name] for name, found in needs.items() for x in found)


def test_axioms_are_read_closely() -> None:
    said = [
        "theorem a",
        "Axioms:",
        "ClassicalDedekindReals.sig_forall_dec",
        "  : forall P : nat -> Prop,",
        "theorem b",
        "Axioms:",
        "Short.cheat : False",
        "Theory: Set is impredicative",
    ]
    found = read_axioms(said, ["a", "b", "c"])
    assert ALLOWED.issuperset(found["a"])
    assert found["b"] == ("Short.cheat", "Theory:")
    assert not ALLOWED.issuperset(found["c"])


def test_without_coq_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not has_coq()
    assert main(["rocq", "rflo", "--check", "-o", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "apt-get install coq libcoq-stdlib" in said
    assert not (tmp_path / "out").exists()
