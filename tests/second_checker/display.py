"""The one LaTeX spelling of a term."""

from __future__ import annotations

import itertools
import re

from tests.second_checker.errors import Refused
from tests.second_checker.names import is_index
from tests.second_checker.reader import tokens
from tests.second_checker.terms import Term, children

SHOWN = {"=": "=", "!=": "\\ne", "<": "<", ">": ">", "<=": "\\le", ">=": "\\ge"}
WORDS = frozenset(
    "abs ad all and arg avg card ch conj conv corr cos cot cov csc curl deg det dim div dom erf exp for gcd "
    "grad hull id if im inf ker lb lcm lg lim ln log max min mod no nor not or ord prob prod proj prox rank "
    "re rk rms rot sec sgn sh sign sin span sqrt std sum sup supp tan tg th tr "
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
CHANGE = re.compile(r"\\Delta(_\{T\})? [abwfghABW]")
TIMES_T = re.compile(r"-?([0-9]+ )?T")
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


def _held(term: Term) -> Term:
    """What the bracket at the beginning of a factor holds."""
    return _held(term.args[0]) if term.tag in ("^", "T") else term


def _is_index(term: Term) -> bool:
    """Is a term of a sum an index by itself?"""
    one = term.args[0] if term.tag == "-" else term
    return one.tag == "l" and is_index(one.args[0])


def _is_at_t(term: Term) -> bool:
    """Is a factor a power whose exponent is T, -T, or a number of T?"""
    return term.tag == "^" and bool(TIMES_T.fullmatch(display(term.args[1])))


def _dot(left: Term, right: Term, before: str, after: str) -> bool:
    """Does a dot stand between two factors?"""
    number = left.args[0] if left.tag == "^" else left
    if after[0].isdigit() or (number.tag == "n" and after.startswith("\\frac")):
        return True
    if _is_at_t(left) and not _is_at_t(right) and not after.startswith("("):
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
    if CALLED.fullmatch(before):
        held = _held(right)
        if SIGNAL.match(before) or held.tag != "+" or any(map(_is_index, held.args[0])):
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
        vector = base in ("0", "1") or any(TRANSPOSED.fullmatch(one) for one in tokens(base))
        if vector and TIMES_T.fullmatch(exponent):
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


def check_powers(term: Term) -> None:
    """No name stands beside its own power with the exponent T or -T."""
    factors = term.args[0] if term.tag == "*" else ()
    for left, right in itertools.pairwise(factors):
        for power, other in ((left, right), (right, left)):
            own = power.tag == "^" and power.args[0] is other and other.tag in ("l", "s")
            if (
                own
                and not set(" (") & set(display(other))
                and display(power.args[1]).strip("-") == "T"
            ):
                raise Refused("a power with the exponent T beside its base looks like a transpose")
    for part in children(term.tag, term.args):
        check_powers(part)


def check_spelling(text: str, shown: str) -> None:
    """The text is the display of what it says."""
    if tokens(text) != tokens(shown):
        raise Refused(f"not the spelling: {text[:200]} but {shown[:200]}")
