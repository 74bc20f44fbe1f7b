"""The fuzzer finds the false theorems of rules that were mended once, when they are taken out again."""

from pathlib import Path

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
    mended = Values._exponential

    def exponential(self, base, index, times):
        """As it was: what stands in the base of a power with an index is not looked at."""
        self.ring.occurring = lambda _: set()
        try:
            return mended(self, base, index, times)
        finally:
            del self.ring.occurring

    monkeypatch.setattr(Values, "_exponential", exponential)
    assert r"\\lim" in first_false(tmp_path, "endless")
