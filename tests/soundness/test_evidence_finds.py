"""The fuzzer finds the false theorems of rules that were mended once, when they are taken out again."""

import sys
from pathlib import Path

import pytest

from symdyn.checker.values import Values
from tests.soundness.evidence.reporting import campaign

SEEDS = range(500_000, 500_600)


def first_false(folder: Path, *kinds: str) -> str:
    """The first false theorem that a checker proves; "" if the cases end before."""
    for kind in kinds:
        report = campaign(SEEDS, folder, kind=kind, until_false=True)
        if report.false:
            return report.false[0][2]
    return ""


def test_it_finds_powers_of_powers_whose_decay_is_read_off_one_factor(monkeypatch, tmp_path):
    mended = Values.exponential

    def exponential(self, base, index, times):
        """As it was: an index in the base is seen as a letter of its own, not in x^k."""
        occurring = self.ring.occurring
        self.ring.occurring = lambda p: {name for name in occurring(p) if isinstance(name, str)}
        try:
            return mended(self, base, index, times)
        finally:
            del self.ring.occurring

    monkeypatch.setattr(Values, "exponential", exponential)
    assert r"\lim" in first_false(tmp_path, "endless")


@pytest.mark.parametrize(
    ("rule", "kinds"),
    [
        ("require_free_letters", ("facts",)),
        ("require_nothing_hidden", ("finite", "endless", "nested")),
        ("require_one_kernel", ("kernel",)),
    ],
)
def test_it_finds_what_a_statement_hides(monkeypatch, tmp_path, rule, kinds):
    checker = [one for name, one in sys.modules.items() if name.startswith("symdyn.checker")]
    for module in [one for one in checker if hasattr(one, rule)]:
        monkeypatch.setattr(module, rule, lambda *_: None)
    assert first_false(tmp_path, *kinds)
