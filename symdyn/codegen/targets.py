"""The languages that code is written in: a target is configuration, a printer and a template."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sympy import Symbol

from symdyn.codegen.c_printing import CPrinter
from symdyn.codegen.names import c_identifier, python_identifier
from symdyn.codegen.printing import ExpressionPrinter, PythonPrinter
from symdyn.codegen.statements import CStatements, NumpyStatements, ScalarStatements, Statements

__all__ = ["TARGETS", "Target"]

# Every name that a template binds or reads; a parameter of the same name gets an underscore.
_FUNCTIONS = "kernel update update_finite flow jacobian eigenvalues loss loss_finite"
_VALUES = (
    "GUARD T tau c k m s value error power credit near sums total trace determinant radicand "
    "gain drift coupling root rising large small upper lower"
)
_PYTHON = f"{_FUNCTIONS} {_VALUES} np PARAMETERS ValueError complex float int range"
_NUMPY_NAMES = tuple(f"{_PYTHON} BLOCK flow_and_jacobian matrix rows tuple".split())
_NUMBA_NAMES = tuple(f"{_PYTHON} abs njit closed_form compiled sum_over_lags whole".split())
_C_NAMES = tuple(f"{_VALUES} delta rate matrix real imaginary".split())


@dataclass(frozen=True)
class Target:
    """A language: how its expressions are printed, the template of a module, the names it uses.

    Parameters
    ----------
    name : as on the command line
    title : for people
    suffix : of a file of generated code
    template : file name in symdyn/codegen/templates
    printer : from a table of names to the printer of its expressions
    statements : how its assignments are written
    identifier : from a parameter's name and the names already used to one that the language allows
    reserved : names that the template uses itself
    reciprocals : whether to divide by each denominator once only, where division is slow

    >>> TARGETS["c"].title, TARGETS["c"].suffix
    ('C99 file', '.c')
    """

    name: str
    title: str
    suffix: str
    template: str
    printer: Callable[[Mapping[Symbol, str]], ExpressionPrinter]
    statements: Statements
    identifier: Callable[[str, Iterable[str]], str]
    reserved: tuple[str, ...]
    reciprocals: bool = False


TARGETS: Mapping[str, Target] = {
    target.name: target
    for target in (
        Target(
            "numpy",
            "NumPy module",
            ".py",
            "numpy.py.jinja",
            PythonPrinter,
            NumpyStatements(),
            python_identifier,
            _NUMPY_NAMES,
        ),
        Target(
            "numba",
            "Numba module",
            ".py",
            "numba.py.jinja",
            PythonPrinter,
            ScalarStatements(),
            python_identifier,
            _NUMBA_NAMES,
            reciprocals=True,
        ),
        Target(
            "c",
            "C99 file",
            ".c",
            "c.c.jinja",
            CPrinter,
            CStatements(),
            c_identifier,
            _C_NAMES,
            reciprocals=True,
        ),
    )
}
