"""The notation: the letters that several results share, with their meaning, domain and spelling.

A letter that one statement alone needs is made where it is stated.  The names are those on the
wire (JSON, generated code); the Unicode and LaTeX forms are for people.

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
from symdyn.parameters import PARAMETER_NAME, TAKEN, Parameter, require_own_letter

__all__ = [
    "NOTATION",
    "STATE",
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
    "first_value",
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
    "level",
    "m",
    "parameter",
    "phi",
    "plain",
    "position",
    "q",
    "s",
    "student_slope",
    "symbol_of",
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
c, s, z, q, x = map(Symbol, "cszqx")
phi, eta, lambda_ = Symbol("phi"), Symbol("eta"), Symbol("lambda")
STATE = (a, b, w)
kernel_student, kernel_teacher = Symbol("K_student"), Symbol("K_teacher")
kernel_derivative, kernel_moment = Symbol("K_derivative"), Symbol("K_moment")
kernel_sums = tuple(
    Symbol(f"K_{one}") for one in "at_student at_teacher on_manifold moment_on_manifold".split()
)
student_slope, teacher_slope, feedback_slope = map(Symbol, ("dK_student", "dK_teacher", "dphi"))
# What the flow conserves: its value at the start, and the level that is made of it for the end.
first_value, level = Symbol("H_0"), Symbol("g")
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
# Letters of the statements whose names say more than a letter, a star, a hat or a number.
_COMPOSED = {
    **{f"Delta_{x}": (rf"\Delta {x}", f"Δ{x}") for x in "abwfghABW"},
    **{f"Delta_T_{x}": (rf"\Delta_{{T}} {x}", f"Δ_T {x}") for x in "abwfgh"},
    **{f"d{x}/dt": (rf"\frac{{\mathrm{{d}} {x}}}{{\mathrm{{d}} t}}", f"d{x}/dt") for x in "abwAR"},
    **{
        f"N_{x}": (f"N_{{{x}}}", f"N{mark}")
        for x, mark in zip("abw", ("ₐ", "_b", "_w"), strict=True)
    },
    "L_T": ("L_{T}", "L_T"),
    "K(z)": ("K(z)", "K(z)"),
    "K'(z)": ("K'(z)", "K′(z)"),
    "lambda_plus": (r"\lambda_{+}", "λ₊"),
    "lambda_pm": (r"\lambda_{\pm}", "λ±"),
    "lambda_minus": (r"\lambda_{-}", "λ₋"),
    "Delta_theta": (r"\Delta \theta", "Δθ"),
    "varepsilon": (r"\varepsilon", "ε"),
    "y_star": (r"y^{\star}", "y⋆"),  # it has an index below
    "eta_max": (r"\eta_{\max}", "η_max"),
    "abs mu_pm": (r"\lvert \mu_{\pm} \rvert", "|μ±|"),
    "mu_pm": (r"\mu_{\pm}", "μ±"),
    "abs nu": (r"\lvert \nu \rvert", "|ν|"),
    "abs nu_pm": (r"\lvert \nu_{\pm} \rvert", "|ν±|"),
    "Re lambda_pm": (r"\operatorname{Re} \lambda_{\pm}", "Re λ±"),
    "max Re lambda_pm": (r"\max \operatorname{Re} \lambda_{\pm}", "max Re λ±"),
    "Re Lambda_pm": (r"\operatorname{Re} \Lambda_{\pm}", "Re Λ±"),
    "max Re Lambda_pm": (r"\max \operatorname{Re} \Lambda_{\pm}", "max Re Λ±"),
}
_BY_LATEX = {  # spaces mean nothing
    "".join(shown.split()): name
    for name, shown in (
        *((entry.symbol.name, entry.latex) for entry in NOTATION),
        *((name, latex) for name, (latex, _) in _COMPOSED.items()),
    )
}
_WRITTEN = re.compile(
    r"(?:\\hat\{([A-Za-z])\}|\\mathrm\{([A-Za-z]{2,})\}|([A-Za-z]|\\[A-Za-z]+))"
    r"(?:(_\\star)|_\{([0-9]+)\})?"
)
_STARRED = re.compile(r"([A-Za-z]+)_(star|hat)_?([0-9]*)")
_BY_NAME = {entry.symbol.name: entry for entry in NOTATION}


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
    if name in _BY_NAME or name in TAKEN or iskeyword(name):
        what = "is a word of Python" if iskeyword(name) else "already has a meaning"
        other = f"{name}_1" if name in _GREEK and name not in {"tau", "pi"} else "gamma"
        raise RuleError(f"parameter name {name!r} {what}; choose another, such as {other!r}")
    if not isinstance(name, str) or not PARAMETER_NAME.fullmatch(name):
        raise RuleError(
            f"parameter name {name!r} is not letters followed by digits; "
            "use a name such as 'gamma' or 'gamma_1'"
        )
    require_own_letter(name)
    try:
        return Parameter(name, Interval(lower, upper, nonzero=nonzero))
    except DomainError as error:
        raise DomainError(f"parameter {name!r}: {error}") from None


def interval_of(symbol: Symbol) -> Interval | None:
    """The open domain of a symbol of the notation or of a parameter; None for an unknown one.

    >>> interval_of(w_hat).describe("w_hat")
    '-1 < w_hat < 1'
    """
    found = symbol if isinstance(symbol, Parameter) else _BY_NAME.get(symbol.name)
    return None if found is None else found.interval


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
    if symbol.name in _COMPOSED:
        return _COMPOSED[symbol.name][0]
    if found := _STARRED.fullmatch(symbol.name):
        head = latex_name(Symbol(found[1]))
        digits = f"_{{{found[3]}}}" if found[3] else ""
        return rf"{head}_\star" if found[2] == "star" else rf"\hat{{{head}}}{digits}"
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
    if symbol.name in _COMPOSED:
        return _COMPOSED[symbol.name][1]
    if found := _STARRED.fullmatch(symbol.name):
        head = unicode_name(Symbol(found[1]))
        if found[2] == "star":
            return f"{head}⋆"
        hatted = {"a": "â", "w": "ŵ"}.get(head, f"{head}\u0302")
        return hatted + found[3].translate(_SUBSCRIPTS)
    stem, digits = _split(symbol.name)
    return _GREEK.get(stem, stem) + digits.translate(_SUBSCRIPTS)


def symbol_of(latex: str) -> Symbol:
    r"""The symbol that is written so in LaTeX: what `latex_name` is undone by.

    >>> symbol_of(r"w_\star"), symbol_of(r"\Delta_{T} a"), symbol_of("J_{12}"), symbol_of(r"\rho_{0}")
    (w_star, Delta_T_a, J_12, rho_0)
    """
    text = "".join(latex.split())
    if text in _BY_LATEX:
        return Symbol(_BY_LATEX[text])
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise RuleError(
            f"{latex!r} is no name of the notation; write a letter, with a star or digits"
        )
    hat, word, letter, star, digits = found.groups()
    stem = (hat or word or letter).removeprefix("\\")
    tail = ("_hat" if hat else "_star" if star else "") + (f"_{digits}" if digits else "")
    return Symbol(stem + tail)


_STANDS_LIKE = {
    "K_star": kernel_teacher.name,
    "M_star": kernel_moment.name,
    "S_star": kernel_derivative.name,
}

_PLACES = {entry.symbol.name: place for place, entry in reversed([*enumerate(NOTATION, start=1)])}


def position(symbol: Symbol) -> tuple[int, str]:
    """Where a symbol stands among others in a product: parameters first, then the table's order.

    >>> position(a) < position(w) and position(Symbol("gamma")) < position(a)
    True
    """
    name = _STANDS_LIKE.get(symbol.name, symbol.name)
    return (_PLACES[name], "") if name in _PLACES else (0, symbol.name)


def _split(name: str) -> tuple[str, str]:
    match = PARAMETER_NAME.fullmatch(name)
    return (match[1], match[2]) if match else (name, "")
