"""What documents may say of rules: uses: *, assume: domain, rule files, and the list of ids."""

import json
from pathlib import Path

import pytest

from symdyn import find_rule
from symdyn.claims import choosing
from symdyn.claims.claim import Claim
from symdyn.claims.documents import read_document
from symdyn.claims.hypotheses import hypotheses
from symdyn.claims.stating import find_rules, prove_stated
from symdyn.claims.verifying import judge
from symdyn.cli import main, usable
from symdyn.errors import ClaimError
from tests.contract.short_documents import block, chain_with_a_gap, write
from tests.derived import chain

DETERMINANT = r"d = \frac{\hat{a} c^{2} (\hat{a} s^{3} + c^{2})}{s^{3} (1 - w_\star^{2})^{2} (1 - \hat{w} w_\star)^{2}}"
MINE = (
    "from symdyn import LearningRule, parameter\nfrom symdyn.notation import m\n"
    "rho = parameter('rho', 0, 1)\nrule = LearningRule('{}', 'Mine', 'random', rho**m)\n"
)


def proved(folder: Path, text: str) -> Claim:
    """The claim that a document states about RFLO, which the checker accepts as proved."""
    write(folder, one=text)
    document = read_document(folder / "one.md")
    made = prove_stated(document, document.claims[0], {"rflo": chain("rflo")}, ())
    assert "gap" not in made[-1].evidence, made[-1].evidence
    known = {one.id: one for one in (*chain("rflo"), *made)}
    assert judge(list(known.values()))[0][made[-1].id].status == "proved"
    return made[-1]


def assuming(text: str, *lines: str) -> str:
    return text.replace("state:", "".join(f"assume: {line}\n" for line in lines) + "state:")


def test_everything_is_offered_and_what_proves_the_claim_is_used(tmp_path: Path) -> None:
    text = block("mine.star", DETERMINANT, rule="rflo", uses="*")
    made = proved(tmp_path, assuming(text, r"s \ne 0", r"-1 < w_\star < 1", r"-1 < \hat{w} < 1"))
    assert "rflo.trace" in made.uses


def test_a_name_that_is_not_zero_helps_where_it_stands_for_a_product(tmp_path: Path) -> None:
    text = block("mine.d", "d > 0", "sign", rule="rflo", uses="rflo.trace, setting.teacher")
    made = proved(tmp_path, assuming(text, "domain", r"c \ne 0", "s > 0", r"\hat{a} > 0"))
    # s > 0 gives the s != 0 that rflo.trace assumes, and c != 0 that a* and b* are not zero.
    assert {"setting.teacher", "mine.d.signs"} <= set(made.uses)
    assert r"c \ne 0" in made.assumptions
    assert r"s \ne 0" not in made.assumptions


LEAK = (
    "from symdyn import LearningRule, parameter\nfrom symdyn.notation import m, w_hat\n"
    "rho = parameter('rho', 0, 1)\n"
    "rule = LearningRule('leak-rflo', 'RFLO with a leak', 'random', (1 - rho) * w_hat**m)\n"
)
SIGNS = ("s > 0", r"s \ne 0", r"\hat{a} > 0")
OPEN = (r"-1 < w_\star < 1", r"-1 < \hat{w} < 1")


@pytest.mark.slow
def test_a_document_on_several_rules_is_proved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    on = {"kind": "sign", "uses": "{}.trace, setting.teacher"}
    mine, rflo_too, bptt = (
        block(f"mine.{name}", state, **{**on, "uses": on["uses"].format(name)}, rule=rule)
        for name, state, rule in (
            ("leak-rflo", "d > 0", "my_rule.py"),
            ("rflo", "d > 0", "rflo"),
            ("bptt", r"d \ge \frac{c^{4}}{s^{2}}", "bptt"),
        )
    )
    alone = block("mine.amgm", r"s^{2} + \frac{c^{2}}{s^{2}} \ge 2 c", "sign")
    (tmp_path / "my_rule.py").write_text(LEAK)
    write(
        tmp_path,
        one=assuming(mine, *OPEN, r"\rho < 1", r"c \ne 0", *SIGNS)
        + assuming(rflo_too, *OPEN, r"c \ne 0", *SIGNS)
        + assuming(bptt, OPEN[0], r"c \ne 0", r"s \ne 0")
        + assuming(alone, "s > 0", "c > 0"),
    )
    assert main(["verify", str(tmp_path / "one.md"), "--format", "json"]) == 0
    claims = json.loads(capsys.readouterr().out)["claims"]
    found = {one["id"]: one["status"] for one in claims}
    for name in ("leak-rflo", "rflo", "bptt", "amgm"):
        assert found[f"mine.{name}"] == "proved"


def test_without_it_the_same_is_not_proved(tmp_path: Path) -> None:
    text = block("mine.d", "d > 0", "sign", rule="rflo", uses="rflo.trace, setting.teacher")
    write(tmp_path, one=assuming(text, "domain", "s > 0", r"\hat{a} > 0"))
    document = read_document(tmp_path / "one.md")
    made = prove_stated(document, document.claims[0], {"rflo": chain("rflo")}, ())
    assert "gap" in made[-1].evidence or "witness" in made[-1].evidence


def test_the_domain_is_shown_as_what_it_is(tmp_path: Path) -> None:
    text = block(
        "mine.k", r"K(w) = \frac{1}{1 - \hat{w} w}", rule="rflo", uses="rflo.kernel-values"
    )
    made = proved(tmp_path, assuming(text, "domain"))
    assert made.assumptions == ("-1 < w < 1", r"-1 < w_\star < 1", r"-1 < \hat{w} < 1")
    assert set(made.assumptions) <= set(hypotheses(find_rule("rflo")))


def test_what_is_assumed_may_be_more_than_a_claim_needs(tmp_path: Path) -> None:
    text = block(
        "mine.k", r"K(w) = \frac{1}{1 - \hat{w} w}", rule="rflo", uses="rflo.kernel-values"
    )
    narrow = (r"0 < w < \frac{1}{2}", r"0 < w_\star < 1", r"-1 < \hat{w} < 0")
    made = proved(tmp_path, assuming(text, *narrow))
    assert made.assumptions == narrow
    assert "mine.k.signs" in made.uses


def test_the_domain_needs_a_rule(tmp_path: Path) -> None:
    write(tmp_path, one=assuming(block("a.b", "x = x"), "domain"))
    with pytest.raises(ClaimError, match=r"none is named; add a line 'rule: NAME'"):
        read_document(tmp_path / "one.md")


def test_a_gap_names_the_claims_that_define_what_is_displayed(tmp_path: Path) -> None:
    text = block("mine.c", r"d = c s", rule="rflo", uses="rflo.trace", kind="equation")
    write(tmp_path, one=assuming(text, r"s \ne 0"))
    (one,) = read_document(tmp_path / "one.md").claims
    known = {claim.id: claim for claim in chain("rflo")}
    hint = choosing.undefined_names(one.claim, known, list(known))
    assert "c is a letter here: add setting.teacher to uses" in hint


def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "docs").mkdir()
    (tmp_path / "rules").mkdir()
    return tmp_path


def rule_of(document: Path, name: str) -> str:
    document.write_text(block("a.b", "x = x", rule=name))
    (rule,) = find_rules([read_document(document)], ()).values()
    return rule.name


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("rules/mine.py", "rules/mine.py"),
        ("rules/mine.py", "../rules/mine.py"),
        ("rules/mine.py", "rules/mine.py:rule"),
        ("docs/mine.py", "mine.py"),
        ("docs/mine.py", "./mine.py"),
        ("mine.py", "mine.py"),
    ],
)
def test_a_rule_file_by_its_path_from_the_document_or_from_the_root(
    place: str, name: str, tmp_path: Path
) -> None:
    root = project(tmp_path)
    (root / place).write_text(MINE.format("mine"))
    assert rule_of(root / "docs" / "one.md", name) == "mine"


def test_two_files_of_one_path(tmp_path: Path) -> None:
    root = project(tmp_path)
    (root / "mine.py").write_text(MINE.format("root"))
    (root / "docs" / "mine.py").write_text(MINE.format("beside"))
    with pytest.raises(ClaimError, match=r"is in two places, .*write './mine.py' for the one"):
        rule_of(root / "docs" / "one.md", "mine.py")
    assert rule_of(root / "docs" / "one.md", "./mine.py") == "beside"
    assert rule_of(root / "docs" / "one.md", "../mine.py") == "root"


def test_no_file_of_this_path(tmp_path: Path) -> None:
    root = project(tmp_path)
    with pytest.raises(ClaimError, match=r"one.md:2: rule file 'no.py' does not exist, neither as"):
        rule_of(root / "docs" / "one.md", "no.py")


def test_a_path_from_the_root_does_not_leave_the_project(tmp_path: Path) -> None:
    (tmp_path / "outside.py").write_text(MINE.format("outside"))
    (tmp_path / "inside").mkdir()
    root = project(tmp_path / "inside")
    with pytest.raises(ClaimError, match="does not exist"):
        rule_of(root / "docs" / "one.md", "rules/../../outside.py")


def test_the_list_has_the_claims_from_which_others_follow(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(usable, "claims_of", chain_with_a_gap)
    assert main(["verify", "--list", "rflo"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("setting.teacher (definition)\n    c := a b\n")
    assert all(name in text for name in ("rflo.square", "rflo.other"))
    assert not any(name in text for name in ("loss.false", "rflo.gap"))
    assert main(["verify", "--list", "rflo", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)["claims"]
    assert [one["id"] for one in found] == ["setting.teacher", "rflo.square", "rflo.other"]
    assert found[0]["statement"] == ["c := a b"]


def test_the_list_is_80_columns_wide(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(usable, "claims_of", lambda _: chain("rflo"))
    assert main(["verify", "--list", "rflo"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert "rflo.trace (equation)" in lines


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--list", "nope"], "no rule 'nope'"),
        (["--list", "rflo", "--format", "junit"], "use --format text or json"),
        (["--list", "rflo", "--rule", "rflo"], "leave out documents and the other options"),
    ],
)
def test_what_cannot_be_listed(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", *arguments]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert said in told.err
