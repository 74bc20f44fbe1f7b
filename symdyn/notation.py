"""The notation: every symbol symdyn uses, with its meaning, its domain and how it is written.

No other file creates a symbol, apart from the polynomial rings, whose generators carry the
same names.  The names are those on the wire (JSON, generated code); the Unicode and LaTeX forms
are for people.

A mode of an aligned network is the scalar system (a, b, w): read-out, input and recurrent
strength.  The teacher's are starred.  In a credit kernel `w` stands for the transposed recurrent
matrix W^T, and a number or parameter for that multiple of the identity.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from keyword import iskeyword

from sympy import Expr, Rational, Symbol

from symdyn.errors import DomainError, RuleError
from symdyn.exact.domain import Domain, Interval

__all__ = [
    "NOTATION",
    "Entry",
    "Parameter",
    "T",
    "a",
    "a_hat",
    "a_star",
    "b",
    "b_star",
    "c",
    "domain_of",
    "eta",
    "feedback_slope",
    "interval_of",
    "j",
    "k",
    "kernel_derivative",
    "kernel_moment",
    "kernel_student",
    "kernel_sums",
    "kernel_teacher",
    "lambda_",
    "latex_name",
    "m",
    "parameter",
    "phi",
    "plain",
    "position",
    "q",
    "s",
    "student_slope",
    "tau",
    "teacher_slope",
    "unicode_name",
    "w",
    "w_hat",
    "w_star",
    "x",
    "z",
]


@dataclass(frozen=True)
class Entry:
    """One symbol of the notation.

    `interval` is the open real domain; None marks an index, which runs over the integers.
    """

    symbol: Symbol
    latex: str
    unicode: str
    meaning: str
    interval: Interval | None


_UNIT = Interval(Fraction(-1), Fraction(1))
_REAL = Interval(None, None)
_NONZERO = Interval(None, None, nonzero=True)
_POSITIVE = Interval(Fraction(0), None)

a, b, w = Symbol("a"), Symbol("b"), Symbol("w")
a_star, b_star, w_star = Symbol("a_star"), Symbol("b_star"), Symbol("w_star")
a_hat, w_hat = Symbol("a_hat"), Symbol("w_hat")
c, s, z = Symbol("c"), Symbol("s"), Symbol("z")
phi, eta, lambda_ = Symbol("phi"), Symbol("eta"), Symbol("lambda")
q, x = Symbol("q"), Symbol("x")
kernel_student, kernel_teacher = Symbol("K_student"), Symbol("K_teacher")
kernel_derivative, kernel_moment = Symbol("K_derivative"), Symbol("K_moment")
kernel_sums = (
    Symbol("K_at_student"),
    Symbol("K_at_teacher"),
    Symbol("K_on_manifold"),
    Symbol("K_moment_on_manifold"),
)
student_slope, teacher_slope = Symbol("dK_student"), Symbol("dK_teacher")
feedback_slope = Symbol("dphi")
m, k, j, T, tau = Symbol("m"), Symbol("k"), Symbol("j"), Symbol("T"), Symbol("tau")

NOTATION: tuple[Entry, ...] = (
    Entry(a_hat, r"\hat{a}", "â", "random feedback strength of the mode", _NONZERO),
    Entry(w_hat, r"\hat{w}", "ŵ", "feedback decay", _UNIT),
    Entry(c, "c", "c", "teacher's gain, c = a_star b_star", _NONZERO),
    Entry(s, "s", "s", "position on the optimal manifold: a = s, b = c/s", _NONZERO),
    Entry(a_star, r"a_\star", "a⋆", "teacher's read-out strength", _NONZERO),
    Entry(b_star, r"b_\star", "b⋆", "teacher's input strength", _NONZERO),
    Entry(phi, r"\varphi", "φ", "feedback: a if symmetric, a_hat if random", _REAL),
    Entry(q, "q", "q", "feedback gain on the optimal manifold, q = a phi", _NONZERO),
    Entry(x, "x", "x", "input gain on the optimal manifold, x = b^2", _POSITIVE),
    Entry(a, "a", "a", "read-out strength", _REAL),
    Entry(b, "b", "b", "input strength", _REAL),
    Entry(w, "w", "w", "recurrent strength", _UNIT),
    Entry(w_star, r"w_\star", "w⋆", "teacher's recurrent strength", _UNIT),
    Entry(z, "z", "z", "argument of the kernel's generating function", _UNIT),
    Entry(kernel_student, "K(w)", "K(w)", "generating function at the student", _REAL),
    Entry(kernel_teacher, r"K(w_\star)", "K(w⋆)", "generating function at the teacher", _REAL),
    Entry(kernel_derivative, r"K'(w_\star)", "K′(w⋆)", "its derivative at the teacher", _REAL),
    Entry(
        kernel_moment,
        r"w_\star K'(w_\star)",
        "w⋆K′(w⋆)",
        "the kernel's first moment, sum of m kappa_m w_star^m",
        _REAL,
    ),
    Entry(student_slope, r"\frac{d}{dw}K(w)", "dK(w)/dw", "total slope of K(w)", _REAL),
    Entry(teacher_slope, r"\frac{d}{dw}K(w_\star)", "dK(w⋆)/dw", "slope of K(w_star) in w", _REAL),
    Entry(feedback_slope, r"\frac{d\varphi}{da}", "dφ/da", "1 if symmetric, 0 if random", _REAL),
    Entry(lambda_, r"\lambda", "λ", "eigenvalue of the linearised flow", _REAL),
    Entry(eta, r"\eta", "η", "learning rate", _POSITIVE),
    Entry(T, "T", "T", "number of time steps", None),
    Entry(tau, r"\tau", "τ", "horizon of the credit kernel", None),
    Entry(m, "m", "m", "lag of the credit kernel", None),
    Entry(k, "k", "k", "lag of the impulse response", None),
    Entry(j, "j", "j", "inner lag", None),
)

_GREEK = dict(
    zip(
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma "
        "tau upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi "
        "Omega".split(),
        "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ",
        strict=True,
    )
)
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_PARAMETER_NAME = re.compile(r"([A-Za-z]+)_?([0-9]*)")
_BY_NAME = {entry.symbol.name: entry for entry in NOTATION}
_RESERVED = frozenset(_BY_NAME) | {
    "pi",
    "oo",
    "nan",
    "zoo",
    "n",
    "o",
    "i",
    "A",
    "B",
    "W",
    "R",
    "K",
    "Z",
    "N",
    "E",
    "I",
    "S",
    "Q",
    "iota",  # looks like i
    "upsilon",  # looks like v
}
# Letters that the statements about every rule are written with: a parameter of such a name would be
# taken for what stands there.  With digits these are entries of a sequence or a matrix, or no names.
_IN_STATEMENTS = frozenset(
    "d e f g h q r t u v x y z F H J L M P U V kappa phi Phi Pi Sigma Omega Delta".split()
)
_NEVER_WITH_DIGITS = frozenset(
    "e k E K L N kappa rho H J A B W R U V P I F T m j i tau pi Pi Sigma Omega Delta".split()
)


class Parameter(Symbol):
    """A rule's own real parameter, which carries its open domain.

    Made by `parameter`; two parameters are equal when name and domain agree.
    """

    __slots__ = ("interval",)
    interval: Interval

    def __new__(cls, name: str, interval: Interval) -> "Parameter":
        """A symbol of that name, not shared with SymPy's cache of plain symbols."""
        made: Parameter = Symbol.__xnew__(cls, name)
        made.interval = interval
        return made

    def _hashable_content(self) -> tuple[object, ...]:
        # Text, because SymPy sorts symbols by comparing these.
        return (*super()._hashable_content(), self.interval.describe(self.name))

    def __getnewargs_ex__(self) -> tuple[tuple[str, Interval], dict[str, object]]:
        return (self.name, self.interval), {}


def parameter(
    name: str,
    lower: int | Fraction | Rational | None,
    upper: int | Fraction | Rational | None,
    *,
    nonzero: bool = False,
) -> Parameter:
    """A new real parameter with the open domain (lower, upper).

    Parameters
    ----------
    name : letters, then perhaps digits, such as "gamma" or "gamma_1"; not a name of the notation
    lower, upper : exact rational ends of the open interval, or None for no bound
    nonzero : whether the point 0 is left out

    Returns
    -------
    A SymPy symbol that carries its domain.

    Raises
    ------
    RuleError for a name that is taken or malformed, DomainError for an empty domain.

    >>> parameter("gamma", -1, 1).interval.describe("gamma")
    '-1 < gamma < 1'
    """
    if name in _RESERVED or iskeyword(name):
        raise RuleError(
            f"parameter name {name!r} already has a meaning in symdyn.notation; "
            "choose another, or import that symbol"
        )
    if not isinstance(name, str) or not _PARAMETER_NAME.fullmatch(name):
        raise RuleError(
            f"parameter name {name!r} is not letters followed by digits; "
            "use a name such as 'gamma' or 'gamma_1'"
        )
    _require_own_letter(name)
    try:
        return Parameter(name, Interval(lower, upper, nonzero=nonzero))
    except DomainError as error:
        raise DomainError(f"parameter {name!r}: {error}") from None


def _require_own_letter(name: str) -> None:
    """Refuse a name that is printed as a letter of the statements, or as one of their sequences."""
    found = _PARAMETER_NAME.fullmatch(name)
    stem, digits = found.groups() if found else (name, "")
    if stem in _NEVER_WITH_DIGITS if digits else stem in _IN_STATEMENTS:
        other = "gamma" if digits or stem in _NEVER_WITH_DIGITS else f"{name}_1"
        raise RuleError(
            f"parameter name {name!r} already has a meaning in the statements about every rule; "
            f"choose another, such as {other!r}"
        )


def interval_of(symbol: Symbol) -> Interval | None:
    """The open domain of a symbol of the notation or of a parameter; None for an unknown one.

    >>> interval_of(w_hat).describe("w_hat")
    '-1 < w_hat < 1'
    """
    if isinstance(symbol, Parameter):
        return symbol.interval
    entry = _BY_NAME.get(symbol.name)
    return entry.interval if entry else None


def domain_of(symbols: tuple[Symbol, ...]) -> Domain:
    """The product of the symbols' own domains, in the order given.

    >>> domain_of((w, a_hat)).names
    ('w', 'a_hat')
    """
    pairs = []
    for symbol in symbols:
        interval = interval_of(symbol)
        if interval is None:
            raise DomainError(f"symbol {symbol} has no real domain; declare it with parameter(...)")
        pairs.append((symbol.name, interval))
    return Domain(tuple(pairs))


def plain(expression: Expr) -> Expr:
    """The expression with each parameter replaced by the bare symbol of its name."""
    return expression.xreplace({found: Symbol(found.name) for found in expression.atoms(Parameter)})


def latex_name(symbol: Symbol) -> str:
    r"""How a symbol is written in LaTeX.

    >>> latex_name(w_star), latex_name(Symbol("gamma_1"))
    ('w_\\star', '\\gamma_{1}')
    """
    entry = _BY_NAME.get(symbol.name)
    if entry:
        return entry.latex
    stem, digits = _split(symbol.name)
    head = "\\" + stem if stem in _GREEK else stem if len(stem) == 1 else rf"\mathrm{{{stem}}}"
    return f"{head}_{{{digits}}}" if digits else head


def unicode_name(symbol: Symbol) -> str:
    """How a symbol is written in a terminal.

    >>> unicode_name(w_hat), unicode_name(Symbol("gamma_1"))
    ('ŵ', 'γ₁')
    """
    entry = _BY_NAME.get(symbol.name)
    if entry:
        return entry.unicode
    stem, digits = _split(symbol.name)
    return _GREEK.get(stem, stem) + digits.translate(_SUBSCRIPTS)


def position(symbol: Symbol) -> tuple[int, str]:
    """Where a symbol stands among others in a product: parameters first, then the table's order.

    >>> position(a) < position(w) and position(Symbol("gamma")) < position(a)
    True
    """
    for index, entry in enumerate(NOTATION):
        if entry.symbol.name == symbol.name:
            return index + 1, ""
    return 0, symbol.name


def _split(name: str) -> tuple[str, str]:
    match = _PARAMETER_NAME.fullmatch(name)
    return (match[1], match[2]) if match else (name, "")
