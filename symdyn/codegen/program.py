"""Formulas as straight-line programs: what is shared is computed once and has a name.

Powers become products: x**3 is x**2 * x with x**2 shared, and w**(2*T) is the square of w**T.
Where a target asks for it, each denominator is divided by once, and its reciprocal multiplies.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sympy import Add, Expr, Integer, Mul, Pow, Symbol, cse, numbered_symbols

from symdyn.codegen.names import describe, unused

__all__ = ["Formula", "Program", "straight_line"]


@dataclass(frozen=True)
class Formula:
    """A name and its value: `symbol` stands for `value` in later formulas."""

    symbol: Symbol
    value: Expr


@dataclass(frozen=True)
class Program:
    """Assignments in the order in which they run, and how each symbol is written."""

    statements: tuple[Formula, ...]
    names: Mapping[Symbol, str]


def straight_line(
    definitions: Sequence[Formula],
    results: Sequence[Formula],
    names: Mapping[Symbol, str],
    reciprocals: bool = False,
) -> Program:
    """The program that computes the results, each shared subexpression once.

    Parameters
    ----------
    definitions : named intermediate values, in an order in which they can be computed
    results : what is wanted; each becomes a statement, in this order
    names : how the symbols given from outside are written; no temporary takes such a name
    reciprocals : whether x/y becomes x times a shared 1/y

    Returns
    -------
    A Program whose statements each use only what stands above.

    >>> from symdyn.notation import a, b, w
    >>> x, y = Symbol("x"), Symbol("y")
    >>> program = straight_line((), (Formula(x, a * b * w**3), Formula(y, w**2 - a * b)), {})
    >>> [f"{program.names[one.symbol]} = {one.value}" for one in program.statements]
    ['a_b = a*b', 'w_squared = w**2', 'w_cubed = _p0*w', 'x = _p1*_x0', 'y = _p0 - _x0']
    >>> program = straight_line((), (Formula(x, a / (1 - w)), Formula(y, b / (1 - w))), {}, True)
    >>> [f"{program.names[one.symbol]} = {one.value}" for one in program.statements]
    ['over_gap_w = 1/(1 - w)', 'x = _p1*a', 'y = _p1*b']
    """
    known = dict(names)
    for formula in (*definitions, *results):
        known.setdefault(formula.symbol, formula.symbol.name)
        for symbol in formula.value.free_symbols:
            known.setdefault(symbol, symbol.name)
    powers = _Powers(reciprocals)
    formulas = powers.expand((*definitions, *results))
    temporaries, values = cse(
        [formula.value for formula in formulas],
        symbols=numbered_symbols("_x"),
        order="canonical",
    )
    meaning = dict(temporaries)
    for formula, value in zip(formulas, values, strict=True):
        meaning[formula.symbol] = value
    wanted = [one.symbol for one in (*definitions, *results)]
    meaning = _tidied(meaning, {*wanted, *powers.inverses})
    order = _in_order(meaning, wanted)
    return Program(
        tuple(Formula(symbol, meaning[symbol]) for symbol in order),
        _named(order, meaning, known, powers.meant),
    )


class _Powers:
    """Rewrites powers by squares and products of new symbols, which it collects."""

    def __init__(self, reciprocals: bool) -> None:
        self.reciprocals = reciprocals
        self.inverses: set[Symbol] = set()
        self.symbols: dict[Expr, Symbol] = {}
        self.formulas: list[Formula] = []
        self.meant: dict[Symbol, Pow] = {}

    def expand(self, formulas: Iterable[Formula]) -> list[Formula]:
        rewritten = [Formula(one.symbol, self._rewrite(one.value)) for one in formulas]
        known = {value: symbol for value, symbol in self.symbols.items() if value.is_Pow}
        return [
            Formula(one.symbol, _shared(one.value, one.symbol, known))
            for one in (*self.formulas, *rewritten)
        ]

    def _rewrite(self, expression: Expr) -> Expr:
        if not expression.args:
            return expression
        if isinstance(expression, Add) and expression.as_coeff_Add()[0].is_negative:
            return -self._symbol(self._rewrite(-expression))
        if isinstance(expression, Pow):
            base = self._rewrite(expression.base)
            if isinstance(expression.exp, Integer):
                exponent = int(expression.exp)
                if exponent < 0 and self.reciprocals:
                    base, exponent = self._inverse(base), -exponent
                elif exponent < 0:
                    base = self._symbol(base)
                if abs(exponent) < 3:
                    return Pow(base, exponent)
                return Pow(
                    self._power(self._symbol(base), abs(exponent)), -1 if exponent < 0 else 1
                )
            return self._symbolic(base, expression.exp)
        return expression.func(*map(self._rewrite, expression.args))

    def _symbolic(self, base: Expr, exponent: Expr) -> Expr:
        """base**(n T + r) as (base**T)**(n - 1) * base**(T + r)."""
        constant, rest = exponent.as_coeff_Add()
        multiple, index = rest.as_coeff_Mul()
        if not isinstance(index, Symbol) or not multiple.is_Integer or multiple < 2:
            return Pow(base, exponent)
        once = self._symbol(Pow(base, index))
        self.meant.setdefault(once, Pow(base, index))
        if not constant:
            return self._power(once, int(multiple))
        return self._power(once, int(multiple) - 1) * Pow(base, index + constant)

    def _power(self, base: Symbol, exponent: int) -> Symbol:
        if exponent == 1:
            return base
        if exponent % 2:
            symbol = self._symbol(self._power(base, exponent - 1) * base)
        else:
            symbol = self._symbol(Pow(self._power(base, exponent // 2), 2))
        inner = self.meant.get(base)
        if inner is not None:
            self.meant.setdefault(symbol, Pow(inner.base, inner.exp * exponent))
        self.meant.setdefault(symbol, Pow(base, exponent))
        return symbol

    def _inverse(self, base: Expr) -> Symbol:
        symbol = self._symbol(1 / self._symbol(base))
        self.inverses.add(symbol)
        return symbol

    def _symbol(self, value: Expr) -> Symbol:
        if isinstance(value, Symbol):
            return value
        if value not in self.symbols:
            symbol = Symbol(f"_p{len(self.symbols)}")
            self.symbols[value] = symbol
            self.formulas.append(Formula(symbol, value))
        return self.symbols[value]


def _shared(value: Expr, own: Symbol, known: Mapping[Expr, Symbol]) -> Expr:
    """The value with the symbols of known powers in place, unless it is that power itself."""
    return value.xreplace({power: one for power, one in known.items() if one != own})


def _tidied(meaning: Mapping[Symbol, Expr], kept: set[Symbol]) -> dict[Symbol, Expr]:
    """No temporary that only renames, inverts or negates another symbol, or has a minus sign."""
    result = dict(meaning)
    while alias := [one for one, value in result.items() if value in result and value not in kept]:
        old = result[alias[0]]
        result[alias[0]] = result.pop(old)
        result = {one: value.xreplace({old: alias[0]}) for one, value in result.items()}
    while trivial := [
        one
        for one in result
        if one not in kept and (_is_trivial(result[one]) or _divides_once(one, result))
    ]:
        value = result.pop(trivial[0])
        result = {one: other.xreplace({trivial[0]: value}) for one, other in result.items()}
    return _unsigned(result, kept)


def _unsigned(meaning: Mapping[Symbol, Expr], kept: set[Symbol]) -> dict[Symbol, Expr]:
    """No temporary product with a minus sign: where it is used, the sign costs nothing."""
    flips = {
        one: -one
        for one, value in meaning.items()
        if one not in kept and value.is_Mul and value.as_coeff_Mul()[0].is_negative
    }
    return {
        one: (-value if one in flips else value).xreplace(flips) for one, value in meaning.items()
    }


def _is_trivial(value: Expr) -> bool:
    if isinstance(value, Pow):
        return value.exp == -1 and isinstance(value.base, Symbol)
    if isinstance(value, Mul):
        return len(value.args) == 2 and value.args[0] == -1 and isinstance(value.args[1], Symbol)
    return not value.args


def _divides_once(symbol: Symbol, meaning: Mapping[Symbol, Expr]) -> bool:
    """Whether a sum is used once, as a denominator, where it can stand in brackets."""
    if not isinstance(meaning[symbol], Add):
        return False
    users = [value for value in meaning.values() if value.has(symbol)]
    return len(users) == 1 and _occurrences(users[0], symbol) == 1 and users[0].has(1 / symbol)


def _occurrences(expression: Expr, symbol: Symbol) -> int:
    if expression == symbol:
        return 1
    return sum(_occurrences(part, symbol) for part in expression.args)


def _in_order(meaning: Mapping[Symbol, Expr], wanted: Sequence[Symbol]) -> list[Symbol]:
    """The wanted symbols, each after what it needs."""
    place = {symbol: index for index, symbol in enumerate(meaning)}
    order: list[Symbol] = []

    def visit(symbol: Symbol) -> None:
        if symbol not in meaning or symbol in order:
            return
        for needed in sorted(meaning[symbol].free_symbols & place.keys(), key=place.__getitem__):
            visit(needed)
        order.append(symbol)

    for symbol in wanted:
        visit(symbol)
    return order


def _named(
    order: Sequence[Symbol],
    meaning: Mapping[Symbol, Expr],
    known: Mapping[Symbol, str],
    powers: Mapping[Symbol, Expr],
) -> dict[Symbol, str]:
    names = dict(known)
    for symbol in order:
        if symbol not in names:
            value = meaning[symbol]
            wanted = describe(powers.get(symbol, value), names) or describe(value, names)
            names[symbol] = unused(wanted or "part", names.values())
    return names
