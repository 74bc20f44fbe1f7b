r"""The text of a term.  A statement is what `display` prints of it, so this printer is to be believed.

Brackets stand wherever precedence asks for them and nowhere else; quotients are \frac, never a / b.
A letter is never a function: before a bracket a dot follows it, but for the letters of PLAIN before a
sum, and a bracket never holds a single name, so f(x) is no product.  (f(x + y) = f(x) + f(y) was
proved of the product: cases/hostile/04-functions.)  A function symbol is written K(t), its derivative
K'(t); that K'(w) belongs to K(w) is then part of the term (cases/hostile/10-capture/k.bad).  A symbol is its name
where its arguments are what their names mean there, else it has an evaluation bar for the others.
What has no clear text is refused: an index with two meanings, a letter that a binder of another one
catches, e and i as letters, a name that could be two things.
"""

import re
from collections.abc import Iterator
from itertools import pairwise, zip_longest

from .names import LETTER, RESERVED, SCALAR, SPECIAL, Names, key_of, named
from .sorts import DIAGONAL, DIMENSIONS, SHAPES, is_index, is_per_unit, shape
from .terms import METER, Refused, Relation, Term, inner, letters, subterms

__all__ = ["SYMBOLS", "display", "display_relation", "require_no_outer", "require_paired", "tokens"]

PLAIN = re.compile(r"(?:[abcswxyz]|\\hat\{[abcswxyz]\})(?:_.*)?")
SIGNAL = re.compile(r"\\hat\{[xyz]|[xyz]")  # of time: x(T + 1) is no product
OPERATOR = re.compile(
    r"(?:d|D|\\hat\{d\}|\\delta|\\Delta)(?:_.*)?|E(?:_\{[0-9]+\}|_\\star)?"
)  # of what follows
_QUOTIENT = re.compile(  # d/(d x) of what follows
    r"\\frac\{(?:d|D|\\hat\{d\}|\\delta|\\Delta|E)(?:_\{[0-9]+\}|_\\star)?(?:\^\{[^{}]*\})?\}"
)
WORDS = (
    "abs ad all and arg avg card ch conj conv corr cos cot cov csc curl deg det dim div dom erf exp for gcd "
    "grad hull id if im inf ker lb lcm lg lim ln log max min mod no nor not or ord prob prod proj prox rank "
    "re rk rms rot sec sgn sh sign sin span sqrt std sum sup supp tan tg th tr var vol"
).split()
SYMBOLS = {"=": "=", "!=": r"\ne", "<": "<", ">": ">", "<=": r"\le", ">=": r"\ge"}
LIKE_A_MODE = re.compile(r"[abw]_.*|\\hat\{b\}(?:_.*)?|\\hat\{[aw]\}_.*")
VECTOR = re.compile(r"[A-Zeuvxy]|\\[A-Z][a-z]*")  # or a matrix: x^{T} y looks like one number
_AT_T = re.compile(r".*\^\{-?(?:[0-9]+ )?T\}")  # looks like a transpose
_OUTER = re.compile(  # a name beside its power with the exponent T
    r"(?<![\w\\])(?:([A-Za-z\\][^ ()]{0,99}) \1\^\{-?T\}"
    r"|([A-Za-z\\][^ ()]{0,99})\^\{-?T\} \\cdot \2(?![\w^(']))"
)
_TOKEN = re.compile(r"\\[A-Za-z]+|[0-9]+|[^ ]")
_BRACKET = re.compile(r"\\left *\(|\\right *\)|\\left *\)|\\right *\(|[()]")


def tokens(text: str) -> list[str]:
    r"""What a text consists of; spaces and \left, \right before a bracket aside."""
    METER.spend(len(text))
    found = _TOKEN.findall(text)
    pairs = zip_longest(found, found[1:])
    return [x for x, y in pairs if not (x in {r"\left", r"\right"} and y in {"(", ")"})]


def require_paired(text: str) -> None:
    r"""Refuse \left( that no \right) ends, which TeX pairs otherwise."""
    opened: list[bool] = []
    for one in _BRACKET.findall(text):
        if one.endswith("("):
            opened.append(one.startswith(r"\left"))
        right = one.startswith(r"\right")
        if (one.endswith("(") and right) or (
            one.endswith(")") and (one.startswith(r"\left") or not opened or opened.pop() != right)
        ):
            raise Refused(f"brackets of different kinds: {text!r:.80}")


def require_no_outer(text: str) -> None:
    """Refuse w w^{T}, for w^{T + 1}; evidence is read by no person, and may hold it."""
    if found := _OUTER.search(text):
        raise Refused(f"{found[0]} looks like a product of a vector and its transpose")


def display_relation(relation: Relation, names: Names) -> str:
    """The text of a relation."""
    operator, left, right = relation
    require_clear(("+", left, right))
    return f"{display(left, names)} {SYMBOLS[operator]} {display(right, names)}"


def require_clear(t: Term) -> None:
    """An index that a sum or a limit binds occurs nowhere else in the line as a letter."""
    free = {x[1] for x in letters(t)}
    hints = {x[1] for x, _ in subterms(t) if x[0] in {"sum", "lim"}}
    if free & hints:
        raise Refused(f"{min(free & hints)} is bound and free in one line")


def display(t: Term, names: Names, bound: tuple[str, ...] = ()) -> str:
    """The text of a term as one side of a relation."""
    METER.spend(5)
    text = ""
    for i, one in enumerate(t[1:] if t[0] == "+" else (t,)):
        negative = one[0] == "neg"
        shown = _product(one[1] if negative else one, names, bound, first=not i and not negative)
        text += ("-" if not i else " - ") + shown if negative else (" + " if i else "") + shown
    return text


def _bracket(t: Term, names: Names, bound: tuple[str, ...]) -> str:
    return rf"\left({display(t, names, bound)}\right)"


def _product(t: Term, names: Names, bound: tuple[str, ...], *, first: bool) -> str:
    factors = t[1:] if t[0] == "*" else (t,)
    if names.matrix:
        numbers = [shape(x, names.signature, len(bound)) is None for x in factors]
        matrices = set(_written(t, "mat")) - {"I"}
        mixed = matrices & DIAGONAL.keys() and matrices - DIAGONAL.keys()
        if mixed and any(x.startswith(r"\hat") for x in _written(t, "sym")):
            raise Refused("a number with a hat beside a diagonal matrix looks like another")
        for x in factors[numbers.index(False) + 1 if False in numbers else len(factors) :]:
            if (x[1] if x[0] == "^" else x)[0] == "sym" or any(
                map(_like_a_diagonal, _written(x, "sym"))
            ):
                raise Refused("a letter of a number behind a matrix looks like a matrix")
    shown: list[str] = []
    for i, one in enumerate(factors):
        if one[0] in {"sum", "lim", "d"} and i == len(factors) - 1:
            shown.append(_last(one, names, bound))
        elif one[0] == "*" or (_barred(one, names, bound) and (i or not first)):
            shown.append(_bracket(one, names, bound))
        else:
            shown.append(_factor(one, names, bound))
    text = shown[0]
    for i, (before, after) in enumerate(pairwise(shown)):
        dotted = _dotted(
            shown[max(0, i - 5) : i + 1], before, after, _inside(factors[i + 1]), bound
        )
        text += (r" \cdot " if dotted else " ") + after
    return text


def _written(t: Term, tag: str) -> Iterator[str]:
    """The letters of numbers, or of matrices, that a text shows; not those that its symbols depend on."""
    METER.spend(1)
    if t[0] == tag:
        yield t[1]
    for x in inner(t) if t[0] != "def" else ():
        yield from _written(x, tag)


def _like_a_diagonal(name: str) -> bool:
    return name.startswith((r"\hat", r"\omega"))


def _inside(t: Term) -> Term:
    """What a bracket holds, if one stands at the beginning of a factor."""
    return _inside(t[1]) if t[0] in {"^", "top"} else t


def _at_a_time(t: Term, bound: tuple[str, ...]) -> bool:
    """Whether a sum has an index by itself as a term: w(k + 1) is no product."""
    terms = [x[1] if x[0] == "neg" else x for x in t[1:]]
    names = [x[1] for x in terms if x[0] == "sym"]
    return any(map(is_index, names + [bound[-1 - x[1]] for x in terms if x[0] == "var"]))


def _dotted(
    so_far: list[str], before: str, after: str, inside: Term, bound: tuple[str, ...]
) -> bool:
    """Whether two factors need a dot: numbers side by side, what looks like a function or a word."""
    METER.spend((len(before) >> 6) + (len(after) >> 6))
    head = before[: before.index("^{")] if "^{" in before and before[-1] == "}" else before
    if after[0].isdigit() or (head.isdigit() and after.startswith(r"\frac")):
        return True
    if after.startswith(r"\left("):
        plain = PLAIN.fullmatch(head)
        value = inside[0] != "+" or SIGNAL.match(head) or _at_a_time(inside, bound)
        called = (plain and head == before and value) or re.search(
            r"\\partial|\\sum|\\lim|'", before
        )
        called = called or _QUOTIENT.match(before)
        closed = head.isdigit() or before.startswith((r"\left(", r"\frac"))
        return bool(called) or not (plain or closed or before.endswith(r"^{\top}"))
    if OPERATOR.fullmatch(head) or (_AT_T.fullmatch(before) and not _AT_T.fullmatch(after)):
        return True
    if re.fullmatch(r"\\Delta(?:_\{T\})? [abwfghABW]", head):
        return not after.startswith(r"\partial")
    run = ""
    for one in [after, *reversed(so_far)]:
        if not re.fullmatch("[A-Za-z]", one[:1]) or (run and one[1:]):
            break
        run = one[0] + run
    return any(run.lower().endswith(word) for word in WORDS)


def _barred(t: Term, names: Names, bound: tuple[str, ...]) -> bool:
    if t[0] == "d" and _function(t, names) is None:
        return False
    return t[0] == "let" or (t[0] == "def" and bool(_differing(t, names, bound)))


def _differing(t: Term, names: Names, bound: tuple[str, ...]) -> list[tuple[str, Term]]:
    """The parameters, that of a subscript or a bracket aside, whose arguments have other names."""
    found = names.signature[t[1]]
    if names.ids.get(key_of(found)) != t[1] or (names.matrix and found.shape is None):
        raise Refused(f"{t[1]} has no name here")
    METER.spend(len(t[2]))
    pairs = list(zip(found.params, t[2], strict=True))[found.style != "plain" :]
    differing = [(param[1], arg) for param, arg in pairs if names.param(param, bound) != arg]
    names.require_uncaught(t[1], pairs, {name for name, _ in differing}, bound)
    for (_, name), arg in pairs:  # an index is bound where it is seen, or not at all
        inside = named(arg, bound) if bound and (name, arg) not in differing else set()
        for one in (inside | {name}) & {*bound}:
            if is_index(one) and f"{{{one}}}" not in found.name:
                raise Refused(f"{found.name} hides the index {one}, which is bound here")
    return differing


def _function(t: Term, names: Names) -> tuple[str, Term] | None:
    """The name and the symbol of a function whose derivative the term is; None for others."""
    body = t[2]
    if body[0] != "def" or names.signature[body[1]].style != "function":
        return None
    inner = [x for one in body[2][1:] for x, n in subterms(one) if x == ("var", n)]
    return None if body[2][0] != ("var", 0) or inner else (names.signature[body[1]].name, body)


def _last(t: Term, names: Names, bound: tuple[str, ...]) -> str:
    tag, hint = t[0], t[1]
    METER.spend(5)
    if tag == "d" and (found := _function(t, names)) is not None:
        inner = (*bound, "\0")  # no name: the derivative shows the point alone
        names.require_own(found[1][1], t[3], bound)
        if _differing(found[1], names, inner):
            raise Refused(f"the derivative of {found[0]} at other arguments has no display")
        return f"{found[0]}'({display(t[3], names, bound)})"
    taken = hint in names.ids or (names.matrix and hint in SHAPES) or hint in DIMENSIONS
    if (
        not LETTER.fullmatch(hint)
        or RESERVED.fullmatch(hint)
        or taken
        or (tag != "d" and hint in bound)
    ):
        raise Refused(f"{hint} is bound, and means something else")
    if tag == "d":
        if t[3] != names.resolve(hint, bound):
            raise Refused("a derivative elsewhere is displayed as an evaluation")
        inner = (*bound, hint)  # a bar without brackets would seem to stand at the derivative
        shown = (_bracket if _barred(t[2], names, inner) else _factor)(t[2], names, inner)
        return rf"\partial_{{{hint}}} {shown}"
    if tag == "sum":
        head = rf"\sum_{{{hint}<{display(t[2], names, bound)}}}"
    else:
        head = rf"\lim_{{{hint} \to \infty}}"
    return f"{head} {_product(t[-1], names, (*bound, hint), first=False)}"


def _factor(t: Term, names: Names, bound: tuple[str, ...]) -> str:  # noqa: PLR0912 - a case a tag
    tag = t[0]
    METER.spend(5)
    if tag == "num":
        METER.spend(t[1].bit_length() >> 6)
        return str(t[1])
    if tag == "var":
        name = bound[-1 - int(t[1])]
        if name == "\0" or names.resolve(name, bound) != t:
            raise Refused(f"{name} is bound twice")
        return name
    if tag in {"sym", "mat"}:
        legal = LETTER.fullmatch(t[1]) and (tag == "mat" or not RESERVED.fullmatch(t[1]))
        looks = LIKE_A_MODE.fullmatch(t[1]) or not SCALAR.fullmatch(t[1])
        if names.matrix and tag == "sym" and looks and not is_index(t[1]):
            raise Refused(f"{t[1]!r} looks like a matrix, and is none")
        legal = legal or (tag == "sym" and not bound and SPECIAL.fullmatch(t[1]))
        if names.resolve(t[1], bound) != t or not legal:
            raise Refused(f"{t[1]!r} is no letter here")
        return f"{t[1]}"
    if tag == "/":
        return rf"\frac{{{display(t[1], names, bound)}}}{{{display(t[2], names, bound)}}}"
    if tag == "^":
        base, exponent = _base(t[1], names, bound), display(t[2], names, bound)
        text = f"{base}^{{{exponent}}}"
        vector = base in {"0", "1"} or any(map(VECTOR.fullmatch, tokens(base)))
        if (names.matrix or vector) and _AT_T.fullmatch(text):
            raise Refused(f"the exponent T of {base} looks like a transpose")
        return text
    if tag == "top":
        return rf"{_base(t[1], names, bound)}^{{\top}}"
    if tag == "diag" and is_per_unit(t[1]):
        name, legal = t[1][1], LETTER.fullmatch(t[1][1]) and not RESERVED.fullmatch(t[1][1])
        if LIKE_A_MODE.fullmatch(name) or not SCALAR.fullmatch(name) or is_index(name) or not legal:
            raise Refused(f"{name!r} is no letter for a number of each unit")
        if names.resolve(name, bound) != ("sym", name):
            raise Refused(f"{name!r} is no letter here")
        return rf"\operatorname{{diag}}\left({name}\right)"
    if tag == "diag":
        return rf"\operatorname{{diag}}{_bracket(t[1], names, bound)}"
    if tag == "d" and _function(t, names) is not None:
        return _last(t, names, bound)
    if tag == "def":
        return _symbol(t, names, bound)
    if tag == "let":
        return _evaluation(t, names, bound)
    return _bracket(t, names, bound)


def _base(t: Term, names: Names, bound: tuple[str, ...]) -> str:
    """What an exponent may stand behind: a number, a name without spaces, a bracket."""
    text = _factor(t, names, bound)
    if t[0] in {"num", "sym", "mat", "var", "def"} and re.fullmatch(r"[^ (']*", text):
        return text
    if text.startswith(r"\left(") and t[0] in {"+", "*", "neg", "sum", "lim"}:
        return text
    return _bracket(t, names, bound) if t[0] == "d" else rf"\left({text}\right)"


def _symbol(t: Term, names: Names, bound: tuple[str, ...]) -> str:
    found, values = names.signature[t[1]], _differing(t, names, bound)
    text = found.name
    if found.style != "plain":
        names.require_own(t[1], t[2][0], bound)
        own = display(t[2][0], names, bound)
        text += f"_{{{own}}}" if found.style == "indexed" else f"({own})"
        if values and names.seen(t[2][0], bound) & {name for name, _ in values}:
            raise Refused(f"the bar of {text} would change what it is taken at")
    return _bar(text, values, names, bound) if values else text


def _evaluation(t: Term, names: Names, bound: tuple[str, ...]) -> str:
    inner, body = (*bound, *t[1]), t[3]
    for name in t[1]:
        names.require_no_other(name)
        legal = LETTER.fullmatch(name) and not RESERVED.fullmatch(name) and name not in DIMENSIONS
        if not legal or name in names.ids or names.matrix or (is_index(name) and name in bound):
            raise Refused(f"{name} is no letter that an evaluation may give a value")
    below = (names.binds(x[1]) for x, _ in subterms(body) if x[0] == "def")
    if set().union(*below) & set().union(*(names.seen(value, bound) for value in t[2])):
        raise Refused("a symbol in a bar binds what a value of the bar shows")
    negative = body[0] == "neg" and body[1][0] == "d"
    if body[0] == "d" or negative:
        text = "-" * negative + _last(body[1] if negative else body, names, inner)
    else:
        text = _factor(body, names, inner)
    return _bar(text, list(zip(t[1], t[2], strict=True)), names, bound)


def _bar(text: str, values: list[tuple[str, Term]], names: Names, bound: tuple[str, ...]) -> str:
    for _, value in values:
        if names.seen(value, bound) & {name for name, _ in values}:
            raise Refused("a value stands on a letter that has another value there")
    given = ", ".join(f"{name} = {display(value, names, bound)}" for name, value in values)
    return rf"\left. {text} \right|_{{{given}}}"
