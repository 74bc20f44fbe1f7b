"""Formulas as JavaScript arrow functions: numbers in, numbers out, what is shared computed once."""

from collections.abc import Iterable, Sequence

from sympy import Integer, Pow, Symbol

from symdyn.codegen.printing import ATOM, PRODUCT, ExpressionPrinter
from symdyn.codegen.program import Formula, straight_line

__all__ = ["JavaScriptPrinter", "arrow_function", "javascript_identifier"]

# ECMAScript 2024, 12.7.2 with what strict code reserves, and the globals that the code reads.
_RESERVED = frozenset(
    "arguments async await break case catch class const continue debugger default delete do else enum "
    "eval export extends false finally for function get if implements import in instanceof interface "
    "let new null of package private protected public return set static super switch this throw true "
    "try typeof undefined var void while with yield Infinity Math NaN".split()
)
_GIVEN, _FILLED = "given", "out"


class JavaScriptPrinter(ExpressionPrinter):
    """JavaScript source for numbers; a square root of what is negative is NaN."""

    def power(self, expression: Pow) -> tuple[str, int]:
        """Write the square of a name as a product, any other power with Math.pow.

        >>> from symdyn.notation import tau, w
        >>> JavaScriptPrinter().text(1 - w**2), JavaScriptPrinter().text(-(w**tau))
        ('1 - w*w', '-Math.pow(w, tau)')
        """
        base, exponent = expression.base, expression.exp
        if isinstance(base, Symbol) and exponent == Integer(2):
            return f"{self.text(base)}*{self.text(base)}", PRODUCT
        return f"Math.pow({self.text(base)}, {self.text(exponent)})", ATOM

    def square_root(self, radicand: str) -> str:
        """Write Math.sqrt."""
        return f"Math.sqrt({radicand})"

    def integer(self, value: int) -> str:
        """Write the integer, which is a double."""
        return str(value)

    def quotient(self, numerator: int, denominator: int) -> str:
        """Write a division of doubles.

        >>> from sympy import Rational
        >>> JavaScriptPrinter().text(Rational(-1, 3))
        '-1/3'
        """
        return f"{numerator}/{denominator}"


def javascript_identifier(name: str, reserved: Iterable[str]) -> str:
    """The name itself, or with underscores behind it where JavaScript or the code has taken it.

    >>> javascript_identifier("gamma", ()), javascript_identifier("delete", ())
    ('gamma', 'delete_')
    """
    taken = {*_RESERVED, *reserved}
    while name in taken:
        name += "_"
    return name


def arrow_function(
    arguments: Sequence[Symbol],
    results: Sequence[Formula],
    intermediate: Sequence[Formula] = (),
) -> str:
    """The source of a function of numbers.

    Its arguments are followed by an object `given` with the values of all other symbols under their own
    names, and, for several results, by an array that is filled and returned.

    Parameters
    ----------
    arguments : what it is a function of
    results : what it returns, a number for one and an array for several
    intermediate : named values that the results use

    >>> from symdyn.notation import a, b, w
    >>> print(arrow_function([a, w], [Formula(Symbol("product"), a * w**2 + b)]))
    (a, w, given) => {
      const {b} = given;
      const product = b + a*w*w;
      return product;
    }
    """
    own = {one.symbol for one in (*intermediate, *results)}
    read = {x for one in (*intermediate, *results) for x in one.value.free_symbols}
    others = sorted(read - own - {*arguments}, key=lambda one: one.name)
    taken = [_GIVEN, _FILLED, *(one.name for one in own)]
    names: dict[Symbol, str] = {}
    for symbol in (*arguments, *others):
        names[symbol] = javascript_identifier(symbol.name, [*taken, *names.values()])
    kept = {Symbol(f"reserved: {name}"): name for name in (*_RESERVED, _GIVEN, _FILLED)}
    program = straight_line(intermediate, results, {**names, **kept})
    written = {**program.names}
    for one in program.statements:
        written[one.symbol] = javascript_identifier(written[one.symbol], [_GIVEN, _FILLED])
    printer = JavaScriptPrinter(written)
    lines = [f"const {written[x.symbol]} = {printer.text(x.value)};" for x in program.statements]
    if others:
        lines.insert(0, f"const {{{', '.join(_taken(x, names[x]) for x in others)}}} = given;")
    wanted = [written[one.symbol] for one in results]
    heads = [*(names[x] for x in arguments), _GIVEN]
    if len(wanted) == 1:
        lines.append(f"return {wanted[0]};")
    else:
        heads.append(f"{_FILLED} = []")
        lines += [f"{_FILLED}[{place}] = {name};" for place, name in enumerate(wanted)]
        lines.append(f"return {_FILLED};")
    body = "\n".join(f"  {line}" for line in lines)
    return f"({', '.join(heads)}) => {{\n{body}\n}}"


def _taken(symbol: Symbol, name: str) -> str:
    """A property of an object as a variable, under another name where its own is reserved."""
    return name if name == symbol.name else f"{symbol.name}: {name}"
