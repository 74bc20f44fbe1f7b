"""A case changed at one place, or renamed."""

import copy
import re

from tests.soundness.certificates import Data as Claim
from tests.soundness.evidence.drawing import Draw

WORD = re.compile(r"\\[a-z]+|[A-Za-z]+|[0-9]+|[-+<>]")
OTHER = {"+": "-", "-": "+", "<": ">", ">": "<", r"\le": r"\ge", r"\ge": r"\le", r"\ne": ">"}
LETTERS = "uvwxyghb"


def perturbed(claims: list[Claim], draw: Draw) -> list[Claim]:
    """One to two changes at random."""
    found = copy.deepcopy(claims)
    for _ in range(draw.rng.choice([1, 1, 2])):
        roll = draw.rng.random()
        claim = draw.rng.choice(found)
        if roll < 0.2 and claim["uses"]:
            claim["uses"].remove(draw.rng.choice(claim["uses"]))
        elif roll < 0.3 and claim["assumptions"]:
            claim["assumptions"].remove(draw.rng.choice(claim["assumptions"]))
        elif roll < 0.5:
            _rename(claim if draw.often(0.5) else found[0], draw)
        elif roll < 0.8:
            claim["statement"] = [
                changed(x, draw) if draw.often(0.7) else x for x in claim["statement"]
            ]
        else:
            claim["evidence"] = _evidence(claim["evidence"], draw)
    for claim in found:
        for key in ("statement", "assumptions", "uses"):
            claim[key] = list(dict.fromkeys(claim[key]))
    return found


def _rename(claim: Claim, draw: Draw) -> None:
    """A letter by another, an index by another, throughout a claim."""
    pool = draw.rng.choice([LETTERS, "kjm"])
    old, new = draw.rng.sample(pool, 2)

    def moved(value: object) -> object:
        if isinstance(value, str):
            return re.sub(rf"(?<![A-Za-z\\]){old}(?![A-Za-z])", new, value)
        if isinstance(value, dict):
            return {x: moved(y) for x, y in value.items()}
        return [moved(x) for x in value] if isinstance(value, list) else value

    for key in ("statement", "assumptions", "evidence"):
        claim[key] = moved(claim[key])


def changed(text: str, draw: Draw) -> str:
    """One token by another of its kind."""
    places = list(WORD.finditer(text))
    match = draw.rng.choice(places)
    word, new = match[0], match[0]
    if word.isdigit():
        new = str(max(0, int(word) + draw.rng.choice([-1, 1])))
    elif word in OTHER:
        new = OTHER[word]
    elif len(word) == 1 and word in "kjmT":
        new = draw.rng.choice("kjmT")
    elif len(word) == 1 and word in LETTERS:
        new = draw.rng.choice(LETTERS)
    return text[: match.start()] + new + text[match.end() :]


def _evidence(value: object, draw: Draw) -> object:
    """One leaf changed."""
    leaves: list[tuple[object, object]] = []

    def collect(part: object) -> None:
        items = (
            part.items()
            if isinstance(part, dict)
            else enumerate(part)
            if isinstance(part, list)
            else ()
        )
        for key, one in items:
            if isinstance(one, str):
                leaves.append((part, key))
            else:
                collect(one)

    collect(value)
    if leaves:
        holder, key = draw.rng.choice(leaves)
        text = holder[key]
        if re.search("[A-Za-z0-9]", text):
            holder[key] = changed(text, draw)
    return value
