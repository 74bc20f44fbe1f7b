"""Bad input to `symdyn verify`: status 2, one line with the value and a remedy, nothing left."""

from dataclasses import replace
from pathlib import Path

import pytest

from symdyn import LearningRule, find_rule
from symdyn.claims import verifying
from symdyn.claims.claim import Claim
from symdyn.claims.verifying import verify
from symdyn.cli import main
from symdyn.errors import ClaimError
from symdyn.rules import builtin


def chain(rule: LearningRule) -> tuple[Claim, ...]:
    """A chain that takes no time."""
    return (
        Claim(f"{rule.name}.square", "definition", ("c := a^{2}",)),
        Claim(f"{rule.name}.other", "equation", ("x = x",)),
    )


def block(name: str, state: str, **more: str) -> str:
    fields = {"id": name, "kind": "equation", "source": "ours", "state": state, **more}
    lines = "\n".join(f"{field}: {text}" for field, text in fields.items())
    return f"\n```claim\n{lines}\n```\n"


BUILTIN = Path(builtin.__file__).with_name("rflo.py")
GOOD = block("good.square", "(x + 1)^{2} = x^{2} + 2 x + 1")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(verifying, "claims_of", chain)
    return tmp_path


BAD = {
    "no folder": ([], {}, ("no folder 'derivations'", "--rule")),
    "empty folder": (["empty"], {}, ("'empty' holds no document", "NAME.md")),
    "missing": (["no.md"], {}, ("'no.md' cannot be read", "check the path")),
    "not Markdown": (["one.txt"], {}, ("'one.txt' does not end in .md",)),
    "no claim": (["one.md"], {"one": "Prose."}, ("one.md: there is no claim", "```claim")),
    "no claim beside a rule": (
        ["one.md", "--rule", "tbptt"],
        {"one": "Prose."},
        ("one.md: there is no claim", "```claim"),
    ),
    "no claim beside another document": (
        ["two.md", "one.md"],
        {"one": "Prose.", "two": GOOD},
        ("one.md: there is no claim", "```claim"),
    ),
    "nothing but what looks like a claim": (
        ["."],
        {"one": GOOD.replace("claim", "\u0441laim"), "two": GOOD},
        ("one.md:4: 'id: good.square' looks like", "```claim"),
    ),
    "a fault in a block": (["one.md"], {"one": GOOD[:-5]}, ("one.md:3: ", "not closed")),
    "unknown rule": (
        ["one.md"],
        {"one": block("x", "x = x", rule="rlfo")},
        ("one.md:3: no rule 'rlfo'", "known are"),
    ),
    "missing rule file": (
        ["one.md"],
        {"one": block("x", "x = x", rule="nowhere.py")},
        ("one.md:3: rule file 'nowhere.py'", "check the path"),
    ),
    "unknown --rule": (["--rule", "rlfo"], {}, ("'rlfo'", "known are")),
    "uses what is not there": (
        ["one.md"],
        {"one": block("x", "x = x", rule="tbptt", uses="tbptt.squares")},
        ("one.md:3: claim x uses 'tbptt.squares'", "did you mean tbptt.square"),
    ),
    "uses a claim of another rule": (
        ["one.md"],
        {"one": block("y", "x = x", rule="tbptt") + block("x", "x = x", uses="tbptt.square")},
        ("one.md:11: claim x uses 'tbptt.square'", "name its rule in 'rule: ...'"),
    ),
    "uses a later claim": (
        ["one.md"],
        {"one": block("x", "x = x", uses="y") + block("y", "x = x")},
        ("one.md:3: claim x uses 'y'", "move that claim up"),
    ),
    "uses itself": (["one.md"], {"one": block("x", "x = x", uses="x")}, ("move that claim up",)),
    "one id in two documents": (
        ["one.md", "two.md"],
        {"one": GOOD, "two": "\n\n" + GOOD},
        ("two.md:5: the claim id 'good.square' is that of one.md:3", "id of its own"),
    ),
    "the id of a claim of the chain": (
        ["one.md"],
        {"one": block("tbptt.other", "x = x", rule="tbptt")},
        ("one.md:3: the claim id 'tbptt.other'", "choose another"),
    ),
    "the id of a claim of another chain": (
        ["one.md", "--rule", "tbptt"],
        {"one": block("tbptt.other", "x = x")},
        ("one.md:3 and the rule tbptt both have a claim 'tbptt.other'", "id of its own"),
    ),
    "a format": (["--format", "xml"], {}, ("'xml'", "junit", "verify --help")),
    "no job": (["--jobs", "0"], {}, ("0 is not in the range", "verify --help")),
    "certificates in a file": (
        ["one.md", "--certificates", "one.txt"],
        {"one": GOOD},
        ("'one.txt' is not a directory", "--certificates"),
    ),
    "certificates below a file": (
        ["one.md", "--certificates", "one.txt/x"],
        {"one": GOOD},
        ("'one.txt/x' cannot be made", "--certificates"),
    ),
}


@pytest.mark.parametrize(("arguments", "texts", "shows"), BAD.values(), ids=BAD)
def test_bad_input_is_one_line_and_status_2(
    arguments: list[str],
    texts: dict[str, str],
    shows: tuple[str, ...],
    here: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (here / "empty").mkdir()
    (here / "one.txt").write_text("a file")
    for name, text in texts.items():
        (here / f"{name}.md").write_text(f"# Title\n{text}", encoding="utf-8")
    before = sorted(here.rglob("*"))
    assert main(["verify", "--jobs", "1", *arguments]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    (line,) = told.err.splitlines()
    assert line.startswith("symdyn: error: ")
    for part in shows:
        assert part in line
    assert sorted(here.rglob("*")) == before


def test_two_different_rules_of_one_name_are_refused(here: Path) -> None:
    one = replace(find_rule("rflo"), name="mine")
    with pytest.raises(ClaimError, match="two different rules are named 'mine'; rename one"):
        verify((), (one, replace(one, title="Mine")), lambda _: (), jobs=1, progress=lambda _: None)
    assert not list(here.iterdir())


KNOWN = {
    "another kernel": ("rflo", "w**m", True),
    "a name of equal mean": ("snap-0", "w_hat**m", True),
    "a name of its own": ("mine", "w**m", False),
}


@pytest.mark.parametrize(("name", "kernel", "refused"), KNOWN.values(), ids=KNOWN)
def test_a_rule_file_may_not_take_a_known_name(
    name: str, kernel: str, refused: bool, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "rule.py").write_text(
        "from symdyn import LearningRule\nfrom symdyn.notation import m, w, w_hat\n"
        f"rule = LearningRule('{name}', 'Mine', 'random', {kernel})\n"
    )
    (here / "one.md").write_text(block("x", "x = x", rule="rule.py"))
    for arguments, place in (["--rule", "rule.py"], ""), (["one.md"], "one.md:2: "):
        assert main(["verify", "--jobs", "1", *arguments]) == (2 if refused else 0)
        told = capsys.readouterr().err
        if refused:
            assert told == (
                f"symdyn: error: {place}rule name '{name}' is already taken by symdyn; "
                "rename the rule\n"
            )


def test_the_file_of_a_known_rule_is_that_rule(here: Path) -> None:
    assert main(["verify", "--jobs", "1", "--rule", str(here / BUILTIN), "--rule", "rflo"]) == 0


def test_what_a_terminal_would_act_on_is_not_in_a_message(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "\x1b[2Kproved\u202e.md"
    (here / name).write_text("Prose.\n")
    assert main(["verify", name]) == 2
    assert capsys.readouterr().err.startswith("symdyn: error: [2Kproved .md: there is no claim")


def test_chains_that_differ_in_what_they_share_are_refused(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def own(rule: LearningRule) -> tuple[Claim, ...]:
        return (Claim("setting.teacher", "definition", (f"c := {len(rule.name)}",)),)

    monkeypatch.setattr(verifying, "claims_of", own)
    assert main(["verify", "--jobs", "1", "--rule", "tbptt", "--rule", "rflo"]) == 2
    assert "the rule rflo and the rule tbptt both have a claim" in capsys.readouterr().err
    assert not list(here.iterdir())
