"""Names for generated code: parameters that are no keyword, and temporaries that say what they are."""

import keyword
import re
from collections.abc import Iterable, Mapping

from sympy import Add, Expr, Integer, Mul, Pow, Symbol

__all__ = ["c_identifier", "describe", "python_identifier", "unused"]

# C99 6.4.1, GNU C and C23; C++ for who includes the declarations there.
_C_KEYWORDS = frozenset(
    "auto break case char const continue default do double else enum extern float for goto if "
    "inline int long register restrict return short signed sizeof static struct switch typedef "
    "union unsigned void volatile while main asm typeof "
    "alignas alignof bool constexpr false nullptr true "
    "catch class compl concept consteval constinit delete explicit export friend mutable namespace "
    "new noexcept operator private protected public requires template this throw try typeid "
    "typename using virtual".split()
)
_C_CALLED = frozenset("fabs pow sqrt".split())
# What compilers define before the first line, by system, and standard headers as macros.  Those
# in capitals are too many to list: FE_, LC_, SIG and E with a capital are reserved as families.
_C_MACROS = frozenset(
    "linux unix i386 vax sun sparc mips hpux near far huge small interface pascal cdecl "
    "and bitand bitor not or xor complex imaginary errno noreturn stdin stdout stderr I".split()
)
_C_CAPITALS = re.compile(r"[A-Z][A-Z0-9_]+|(PRI|SCN)\w+")
_LONGEST = 32
_POWERS = {2: "squared", 3: "cubed"}


def python_identifier(name: str, reserved: Iterable[str]) -> str:
    """The name itself, or with underscores behind it where Python or the module has taken it.

    >>> python_identifier("gamma", ()), python_identifier("in", ()), python_identifier("np", ["np"])
    ('gamma', 'in_', 'np_')
    """
    taken = set(reserved)
    while keyword.iskeyword(name) or name in taken:
        name += "_"
    return name


def c_identifier(name: str, reserved: Iterable[str]) -> str:
    """The name itself, or with underscores behind it where C or the file has taken it.

    >>> c_identifier("gamma", ()), c_identifier("int", ()), c_identifier("linux", ())
    ('gamma', 'int_', 'linux_')
    """
    taken = {*_C_KEYWORDS, *_C_CALLED, *_C_MACROS, *reserved}
    if _C_CAPITALS.fullmatch(name):
        name += "_"
    while name in taken:
        name += "_"
    return name


def unused(wanted: str, taken: Iterable[str]) -> str:
    """The wanted name, numbered from 2 where it is taken.

    >>> unused("part", ["part", "part_2"])
    'part_3'
    """
    names = set(taken)
    if wanted not in names:
        return wanted
    number = 2
    while f"{wanted}_{number}" in names:
        number += 1
    return f"{wanted}_{number}"


def describe(expression: Expr, names: Mapping[Symbol, str]) -> str | None:
    """A name that says what a short expression is, or None; gap_x is 1 - x.

    >>> from symdyn.notation import T, a, b, w, w_star
    >>> plain = {one: one.name for one in (a, b, w, w_star)}
    >>> [describe(one, plain) for one in (a * b, 1 - w * w_star, w ** (T - 1), a + b)]
    ['a_b', 'gap_w_w_star', 'w_to_T_minus_1', None]
    """
    found = _describe(expression, names)
    return found if found is not None and len(found) <= _LONGEST else None


def _describe(expression: Expr, names: Mapping[Symbol, str]) -> str | None:
    if isinstance(expression, Symbol):
        return names.get(expression)
    if isinstance(expression, Pow):
        return _power(expression, names)
    if isinstance(expression, Mul):
        return _quotient(expression, names)
    if isinstance(expression, Add) and len(expression.args) == 2 and Integer(1) in expression.args:
        inner = _describe(1 - expression, names)
        return inner and f"gap_{inner}"
    if isinstance(expression, Add):
        return _difference(expression, names)
    return None


def _power(expression: Pow, names: Mapping[Symbol, str]) -> str | None:
    base = _describe(expression.base, names)
    if base is None:
        return None
    if isinstance(expression.exp, Integer):
        exponent = int(expression.exp)
        if exponent == -1:
            return f"over_{base}"
        if exponent < 2:
            return None
        return f"{base}_{_POWERS.get(exponent, f'to_{exponent}')}"
    constant, rest = expression.exp.as_coeff_Add()
    coefficient, index = rest.as_coeff_Mul()
    if not isinstance(index, Symbol) or not coefficient.is_Integer or coefficient < 1:
        return None
    shift = f"_{'minus' if constant < 0 else 'plus'}_{abs(constant)}" if constant else ""
    return f"{base}_to_{'' if coefficient == 1 else coefficient}{index.name}{shift}"


def _difference(expression: Add, names: Mapping[Symbol, str]) -> str | None:
    plain = [names.get(one) for one in expression.args if isinstance(one, Symbol)]
    negated = [names.get(-one) for one in expression.args if isinstance(-one, Symbol)]
    if len(plain) == len(negated) == 1 and len(expression.args) == 2:
        return f"{plain[0]}_minus_{negated[0]}"
    return None


def _quotient(expression: Mul, names: Mapping[Symbol, str]) -> str | None:
    above: list[str | None] = []
    below: list[str | None] = []
    for factor in expression.args:
        if isinstance(factor, Pow) and factor.exp.could_extract_minus_sign():
            below.append(_describe(1 / factor, names))
        else:
            above.append(_describe(factor, names))
    known = [one for one in (*above, *below) if one is not None]
    if len(known) < len(above) + len(below) or not above:
        return None
    over = f"_over_{'_'.join(sorted(map(str, below)))}" if below else ""
    return "_".join(sorted(map(str, above))) + over
