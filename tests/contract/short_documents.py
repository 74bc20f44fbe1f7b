"""Short documents and chains for the tests of `symdyn verify`."""

from pathlib import Path

from symdyn import LearningRule
from symdyn.claims.claim import Claim

__all__ = ["GOOD", "WITNESS", "WRONG", "block", "chain", "chain_with_a_gap", "write"]

WITNESS = {"witness": {"x": "-1"}, "values": ["-1", "0"]}


def chain(rule: LearningRule) -> tuple[Claim, ...]:
    """A short chain in the place of a rule's own: two claims shared with other rules, two not."""
    return (
        Claim("setting.teacher", "definition", ("c := a b",), source="here"),
        Claim("loss.false", "sign", ("x > 0",), evidence=WITNESS),
        Claim(
            f"{rule.name}.square", "equation", ("c^{2} = a^{2} b^{2}",), (), ("setting.teacher",)
        ),
        Claim(f"{rule.name}.other", "equation", ("x + 1 = 1 + x",)),
    )


def chain_with_a_gap(rule: LearningRule) -> tuple[Claim, ...]:
    gap = Claim(f"{rule.name}.gap", "sign", ("x^{2} > 0",), evidence={"gap": "not found"})
    return (*chain(rule), gap)


def block(name: str, state: str, kind: str = "equation", **more: str) -> str:
    fields = {"id": name, "kind": kind, "source": "ours, 1 < 2 & 3", "state": state, **more}
    lines = "\n".join(f"{field}: {text}" for field, text in fields.items())
    return f"\n```claim\n{lines}\n```\n"


GOOD = block("good.square", "(x + 1)^{2} = x^{2} + 2 x + 1")
WRONG = block("wrong.sign", "x > 0", "sign")


def write(folder: Path, **texts: str) -> None:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(f"# Title of {name}\n{text}", encoding="utf-8")
