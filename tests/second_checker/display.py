"""The one LaTeX spelling of a term."""

from __future__ import annotations

import re

from tests.second_checker.errors import Refused
from tests.second_checker.reader import tokens
from tests.second_checker.terms import Term

SHOWN = {"=": "=", "!=": "\\ne", "<": "<", ">": ">", "<=": "\\le", ">=": "\\ge"}
WORDS = frozenset(
    "abs ad and arg avg ch conj conv corr cos cot cov csc curl deg det dim div dom erf exp for gcd grad hull "
    "id if im inf ker lb lcm lg lim ln log max min mod nor not or ord proj rank re rot sec sgn sh sign sin "
    "span sqrt std sup supp tan tg th tr "
    "var vol".split()
)
OPEN_BEFORE = re.compile(r"(\\hat\{[abcswxyz]\}|[abcswxyz])(_\\star|_\{[^{}]*\})?(\^\{.*\})?")
NUMBER_BEFORE = re.compile(r"[0-9]+(\^\{.*\})?")
CALLED = re.compile(r"(\\hat\{[abcswxyz]\}|[abcswxyz])(_\\star|_\{[^{}]*\})?")
SIGNAL = re.compile(r"\\hat\{[xyz]\}|[xyz]")
HOLDS_BINDER = re.compile(r"\\partial|\\sum|\\lim|'")
DIFFERENTIAL = re.compile(
    r"(d|D|\\hat\{d\}|\\delta|\\Delta)(_\\star|_\{[^{}]*\})?(\^\{.*\})?|E(_\\star|_\{[0-9]+\})?(\^\{.*\})?"
)
CHANGE = re.compile(r"\\Delta(_\{T\})? [abwfgh]")
TRANSPOSED = re.compile(r"[A-Z]|[euvxy]|\\[A-Z][a-z]*")
BARE = re.compile(r"[A-Za-z]")
LEADING = re.compile(r"([A-Za-z])(?![A-Za-z(])")


def bracket(text: str) -> str:
    """The text in brackets."""
    return f"({text})"


def display(term: Term) -> str:
    """A term that stands alone."""
    if term.tag == "+":
        parts: list[str] = []
        for at, one in enumerate(term.args[0]):
            negative = one.tag == "-"
            body = one.args[0] if negative else one
            text = product(body, first=at == 0 and not negative)
            parts.append(
                (" - " if at else "-") + text if negative else (" + " if at else "") + text
            )
        return "".join(parts)
    if term.tag == "-":
        return "-" + product(term.args[0], first=False)
    return product(term, first=True)


def product(term: Term, first: bool) -> str:
    """A term of a sum, without its sign."""
    if term.tag != "*":
        return factor(term, first, last=True)
    factors = term.args[0]
    texts = [
        factor(one, first and at == 0, last=at == len(factors) - 1)
        for at, one in enumerate(factors)
    ]
    result = texts[0]
    run = texts[0] if BARE.fullmatch(texts[0]) else ""
    for at in range(1, len(factors)):
        leading = LEADING.match(texts[at])
        word = run + leading[1] if leading else ""
        dotted = _dot(factors[at - 1], factors[at], texts[at - 1], texts[at]) or any(
            word.lower().endswith(w) for w in WORDS
        )
        run = run + texts[at] if BARE.fullmatch(texts[at]) else ""
        result += (" \\cdot " if dotted else " ") + texts[at]
    return result


def _holds_a_sum(term: Term) -> bool:
    """Does the bracket at the beginning of a factor hold a sum?"""
    return _holds_a_sum(term.args[0]) if term.tag in ("^", "T") else term.tag == "+"


def _dot(left: Term, right: Term, before: str, after: str) -> bool:
    """Does a dot stand between two factors?"""
    if after[0].isdigit() or (left.tag == "n" and after.startswith("\\frac")):
        return True
    if DIFFERENTIAL.fullmatch(before):
        return True
    if CHANGE.fullmatch(before):
        return not after.startswith("\\partial")
    if not after.startswith("("):
        return False
    if HOLDS_BINDER.search(before):
        return True
    if left.tag == "/":
        above = left.args[0]
        base = above.args[0] if above.tag == "^" else above
        if base.tag in ("l", "s") and DIFFERENTIAL.fullmatch(display(base)):
            return True
    if CALLED.fullmatch(before) and (SIGNAL.match(before) or not _holds_a_sum(right)):
        return True
    return not (
        before.startswith("(")
        or left.tag in ("/", "T")
        or NUMBER_BEFORE.fullmatch(before)
        or OPEN_BEFORE.fullmatch(before)
    )


def factor(term: Term, first: bool, last: bool) -> str:
    """A factor of a product; first: of a first term; last: of its product."""
    tag = term.tag
    if tag in ("+", "*", "-"):
        return bracket(display(term))
    if tag in ("sum", "lim", "D"):
        return _binder(term) if last else bracket(_binder(term))
    if tag == "eval":
        return _evaluation(term) if first else bracket(_evaluation(term))
    return atom(term)


def _binder(term: Term) -> str:
    args = term.args
    if term.tag == "sum":
        return f"\\sum_{{{args[0]}<{display(args[1])}}} {product(args[2], False)}"
    if term.tag == "lim":
        return f"\\lim_{{{args[0]} \\to \\infty}} {product(args[1], False)}"
    if args[2].tag != "l" or args[2].args[0] != args[0]:
        raise Refused("a derivative elsewhere has no spelling")
    # A derivative of what has a binder in front stands in brackets: one could be read on.
    return f"\\partial_{{{args[0]}}} {factor(args[1], False, False)}"


def _evaluation(term: Term) -> str:
    body, pairs = term.args
    shown = bracket(display(body)) if body.tag in ("+", "*") else display(body)
    return f"\\left. {shown} \\right|_{{{', '.join(f'{name} = {display(value)}' for name, value in pairs)}}}"


def atom(term: Term) -> str:
    """A number, name, quotient, power or transpose."""
    tag, args = term.tag, term.args
    if tag == "n":
        return str(args[0])
    if tag == "l":
        return str(args[0])
    if tag == "s":
        return _symbol(term)
    if tag == "/":
        return f"\\frac{{{display(args[0])}}}{{{display(args[1])}}}"
    if tag == "^":
        base, exponent = _base(args[0]), display(args[1])
        if exponent in ("T", "-T") and any(TRANSPOSED.fullmatch(one) for one in tokens(base)):
            raise Refused("the exponent T looks like a transpose")
        return f"{base}^{{{exponent}}}"
    if tag == "T":
        return f"{_base(args[0])}^{{\\top}}"
    if tag == "diag":
        return f"\\operatorname{{diag}}({display(args[0])})"
    raise Refused("a term has no spelling")


def _symbol(term: Term) -> str:
    definition, args, prime = term.args
    if definition.kind == "name":
        return str(definition.name)
    if definition.kind == "seq":
        return f"{definition.name}_{{{display(args[-1])}}}"
    return f"{definition.name}{chr(39) if prime else ''}({display(args[-1])})"


def _base(term: Term) -> str:
    """The base of a power."""
    if term.tag in ("n", "l", "s"):
        text = atom(term)
        return bracket(text) if " " in text or "(" in text else text
    return bracket(display(term))


def check_spelling(text: str, shown: str) -> None:
    """The text is the display of what it says."""
    if tokens(text) != tokens(shown):
        raise Refused(f"not the spelling: {text[:200]} but {shown[:200]}")
