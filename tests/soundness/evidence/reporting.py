"""Many cases, and a report: acceptance by kind, false theorems, differences of the checkers."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.soundness.certificates import Data as Claim
from tests.soundness.evidence import calculus, hidden, points, signs, sums, witnesses, wrapping
from tests.soundness.evidence.drawing import Draw
from tests.soundness.evidence.naming import layered, named
from tests.soundness.evidence.perturbing import perturbed
from tests.soundness.evidence.running import ACCEPTED, Outcome, run

# What changes from case to case in a message: numbers, quoted formulas, sides.
WORDS = re.compile(
    r"\('.*\) (?=is no number)|one side is .*|'.*'|\('.*|[0-9]+|(?<= )[a-z](?![a-z])|#0"
)

KINDS: dict[str, Callable[[Draw], list[Claim]]] = {
    "finite": sums.finite,
    "endless": sums.endless,
    "nested": sums.nested,
    "nested-endless": sums.nested_endless,
    "wrapped": wrapping.wrapped,
    "bounds": wrapping.bounds,
    "twice": wrapping.twice,
    "derivative": calculus.derivative,
    "evaluation": calculus.evaluation,
    "facts": hidden.facts,
    "frozen": hidden.frozen,
    "required": hidden.required,
    "kernel": hidden.kernel,
    "sign": signs.product,
    "power": signs.powers,
    "termwise": signs.termwise,
    "fixed-points": points.fixed,
    "system": points.system,
    "discharge": hidden.discharge,
    "stability": points.stable,
    "refuted": witnesses.refuted,
}


@dataclass
class Report:
    """What a campaign found; seeds repeat a case."""

    drawn: Counter[str] = field(default_factory=Counter)
    accepted: Counter[str] = field(default_factory=Counter)
    judged: Counter[str] = field(default_factory=Counter)
    unjudged: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    false: list[tuple[int, str, str]] = field(default_factory=list)
    differing: list[tuple[int, str, str]] = field(default_factory=list)

    def rate(self) -> float:
        """The part of the cases of which the last claim is accepted."""
        return sum(self.accepted.values()) / sum(self.drawn.values())

    def text(self) -> str:
        """The report for people."""
        lines = [
            f"{kind:16} {self.drawn[kind]:6} drawn {100 * self.accepted[kind] / self.drawn[kind]:5.1f} % accepted"
            f" {self.judged[kind]:6} judged at points"
            for kind in self.drawn
        ]
        total = sum(self.drawn.values())
        lines.append(
            f"{'all':16} {total:6} drawn {100 * sum(self.accepted.values()) / total:5.1f} % accepted"
        )
        lines += [f"not judged: {count:5} {why}" for why, count in self.unjudged.most_common(8)]
        lines += [f"refused: {count:5} {why}" for why, count in self.reasons.most_common(25)]
        lines += [f"FALSE seed {seed} ({kind}): {what}" for seed, kind, what in self.false[:40]]
        why = Counter(what for _, _, what in self.differing)
        where = {what: f"seed {seed} ({kind})" for seed, kind, what in reversed(self.differing)}
        lines += [
            f"DIFFER {count:4} {what}, first {where[what]}" for what, count in why.most_common(40)
        ]
        return "\n".join(lines)


def case(seed: int, kind: str | None = None) -> tuple[str, list[Claim]]:
    """The case of a seed."""
    draw = Draw(seed)
    chosen = kind or list(KINDS)[seed % len(KINDS)]
    claims = KINDS[chosen](draw)
    while claims[-1]["kind"] in {"equation", "sign"} and len(claims) < 4 and draw.often(0.3):
        claims = named(claims, draw)
    if draw.often(0.2):
        claims = layered(claims, draw)
    if draw.often(0.4):
        claims = perturbed(claims, draw)
    return chosen, claims


def campaign(
    seeds: Iterable[int],
    folder: Path,
    *,
    kind: str | None = None,
    show: bool = False,
    until_false: bool = False,
) -> Report:
    """Judge the cases of some seeds."""
    report = Report()
    for seed in seeds:
        name, claims = case(seed, kind)
        outcome = run(claims, folder, Random(seed))  # noqa: S311 - a case that can be repeated
        if show:
            print(json.dumps(claims, indent=1))
            print(outcome.first, outcome.second, outcome.judged)
        _note(report, seed, name, outcome)
        if until_false and report.false:
            break
    return report


def _note(report: Report, seed: int, kind: str, outcome: Outcome) -> None:
    report.drawn[kind] += 1
    report.accepted[kind] += outcome.accepted
    if not outcome.accepted:
        message = outcome.first[list(outcome.claims)[-1]][1]
        report.reasons[f"{kind}: {WORDS.sub('#', message)[:60]}"] += 1
    for name, one in outcome.judged.items():
        if one.points:
            report.judged[kind] += 1
        elif one.false is None:
            report.unjudged[f"{kind}: {one.why}"] += 1
        if one.false is not None:
            claim = outcome.claims[name]
            who = [x[name][0] for x in (outcome.first, outcome.second)]
            point = {x: str(y) for x, y in one.false.items()}
            report.false.append((seed, kind, f"{who} {json.dumps(claim)} at {point} {one.why}"))
    for name in outcome.differing:
        if set(outcome.claims[name]["uses"]) & set(outcome.differing):
            continue  # the difference is below
        (one, why), (_, reason) = outcome.first[name], outcome.second[name]
        said = f"second: {reason}" if one in ACCEPTED else f"first: {why}"
        report.differing.append((seed, kind, WORDS.sub("#", said)[:70]))
