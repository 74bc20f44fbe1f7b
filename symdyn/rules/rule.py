"""What a learning rule is: data, checked when it is made."""

import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from difflib import get_close_matches

from sympy import Expr, Integer, S, Symbol

from symdyn import notation
from symdyn.brief import Brief
from symdyn.errors import KernelError, RuleError
from symdyn.exact.domain import Domain, Interval
from symdyn.rules.corrections import corrected
from symdyn.rules.decay import WeightDecay
from symdyn.rules.kernel import Kernel
from symdyn.rules.momentum import momentum_of
from symdyn.rules.parsing import parse_kernel
from symdyn.rules.rates import MatrixRates
from symdyn.rules.steps import require_described
from symdyn.views import view

__all__ = ["FEEDBACKS", "LearningRule"]

_ONE_RATE = MatrixRates()
_NO_DECAY = WeightDecay()
FEEDBACKS = ("symmetric", "random")
MAX_FIRST_LAG = 16
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, repr=False)
class LearningRule(Brief):
    """A learning rule for linear recurrent networks: a feedback and a credit kernel.

    The mean updates are
        Delta A = E[eps_T h_T^T],
        Delta B = sum_{m < T} K_m F E[eps_T x_{T-1-m}^T],
        Delta W = sum_{m < T} K_m F E[eps_T h_{T-1-m}^T],
    with the feedback F = A^T or a fixed random R^T, and the kernel K_m = sum p(m) r^m.

    Parameters
    ----------
    name : lower-case words joined by hyphens
    title : for headings
    feedback : "symmetric" (F = A^T) or "random" (F = R^T)
    kernel : SymPy expression in m, w (stands for W^T), w_hat and declared parameters;
        numbers and parameters stand for multiples of the identity.  With a horizon the ratios r
        need not decay, and the horizon may stand in it: w**m*(1 - m/tau).  A trace that another
        filters is convolve(w**m, w_hat**m); what is added at lag 2 alone is at_lag(2) times it
    horizon : None, or a positive integer or the symbol tau: only lags m < horizon are kept
    first_lag : credit begins at this lag: none is given before it, as for an error that comes late
    diagonal : if True, w stands for diag(W) instead of W^T
    references : where the rule comes from, one citation a string
    equals : pairs (name, reason) of rules with the same mean updates
    rates : learning rates of the matrices that do not learn at 1: {"B": beta, "W": beta}; each is a
        positive number times powers of positive parameters, and multiplies Delta of its matrix in
        every step; with 0 a matrix does not learn
    weight_decay : how fast matrices decay by themselves: {"A": lambda_1, "B": lambda_1}; each is 0 or
        as a rate is.  A step is X - eta (Delta X + decay X)
    momentum : beta, a number 0 <= beta < 1 or a parameter between 0 and 1: a step is the usual one and beta
        times the last step

    Raises
    ------
    RuleError or KernelError (one line: the value, the reason, the remedy).

    >>> from symdyn.notation import m, w_hat
    >>> rule = LearningRule("my-rflo", "My RFLO", "random", w_hat**m)
    >>> rule.parameters
    (a_hat, w_hat)

    Source: theory of Williams, Payeur & Lajoie (2026), in the form Delta theta = K * F * error.
    """

    name: str
    title: str
    feedback: str
    kernel: Expr
    horizon: int | Symbol | None = None
    diagonal: bool = False
    references: tuple[str, ...] = ()
    equals: tuple[tuple[str, str], ...] = ()
    first_lag: int = 0
    rates: MatrixRates | Mapping[str, Expr | int] = _ONE_RATE
    weight_decay: WeightDecay | Mapping[str, Expr | int] = _NO_DECAY
    momentum: Expr | int = S.Zero
    credit: Kernel = field(init=False, repr=False, compare=False)

    def __new__(cls, *values: object, **given: object) -> "LearningRule":
        """Refuse an argument that no rule has, before Python does in its own terms."""
        known = [one.name for one in fields(cls) if one.init]
        unknown = next((name for name in given if name not in known), None)
        if unknown is not None:
            near = get_close_matches(unknown, known, n=2, cutoff=0.5)
            remedy = (
                f"write {' or '.join(f'{one}=' for one in near)}"
                if near
                else f"a rule has {', '.join(known)}"
            )
            raise RuleError(f"a rule has no argument {unknown}=; {remedy}")
        needed = [one.name for one in fields(cls) if one.init and one.default is MISSING]
        missing = [name for name in needed[len(values) :] if name not in given]
        if missing:
            raise RuleError(
                f"a rule was written without {', '.join(missing)}; give {', '.join(needed)}"
            )
        return super().__new__(cls)

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not _NAME.fullmatch(self.name):
            raise RuleError(
                f"rule name {self.name!r} is not lower-case words joined by hyphens; "
                "use a name such as 'two-timescale'"
            )
        if not isinstance(self.title, str) or not self.title.strip():
            raise RuleError(f"rule {self.name}: title {self.title!r} is empty; give a short title")
        if self.feedback not in FEEDBACKS:
            raise RuleError(
                f"rule {self.name}: feedback {self.feedback!r} is unknown; "
                "use 'symmetric' (A^T) or 'random' (R^T)"
            )
        if not isinstance(self.diagonal, bool):
            raise RuleError(
                f"rule {self.name}: diagonal {self.diagonal!r} is not True or False; use one"
            )
        self._check_lags()
        for text in ("references", "equals"):
            if not isinstance(getattr(self, text), tuple):
                raise RuleError(
                    f"rule {self.name}: {text} {getattr(self, text)!r} is not a tuple; "
                    "write ('...',)"
                )
        kernel = Integer(self.kernel) if type(self.kernel) is int else self.kernel
        if not isinstance(kernel, Expr):
            raise KernelError(
                f"rule {self.name}: kernel {self.kernel!r} is not a SymPy expression; "
                "write it with m, w, w_hat from symdyn.notation"
            )
        if isinstance(self.horizon, int):
            kernel = kernel.xreplace({notation.tau: Integer(self.horizon)})
        try:
            kernel, corrections = corrected(kernel)
        except KernelError as error:
            raise KernelError(f"rule {self.name}: {error}") from None
        self._check_corrections(corrections)
        object.__setattr__(self, "kernel", kernel)
        extra = (notation.a_hat,) if self.feedback == "random" else ()
        try:
            credit = parse_kernel(kernel, extra, self.horizon, self.first_lag)
        except KernelError as error:
            raise KernelError(f"rule {self.name}: {error}") from None
        self._check_steps(credit)
        steps = self.horizon if isinstance(self.horizon, int) else None
        object.__setattr__(self, "credit", credit.truncated(steps))

    def __reduce__(self) -> tuple[type["LearningRule"], tuple[object, ...]]:
        # To another process travels what defines the rule; SymPy's rings in `credit` cannot.
        return type(self), tuple(getattr(self, one.name) for one in fields(self) if one.init)

    def _require_distinct(self, parameters: tuple[Symbol, ...]) -> None:
        """Refuse parameters of different names that are printed alike, as gamma1 and gamma_1."""
        shown: dict[str, str] = {}
        for one in parameters:
            other = shown.setdefault(notation.latex_name(one), one.name)
            if other != one.name:
                raise RuleError(
                    f"rule {self.name}: the parameters {other!r} and {one.name!r} are printed "
                    "alike; rename one"
                )

    def _check_steps(self, credit: Kernel) -> None:
        """What a step makes of the updates: rates and decay, each with parameters of one domain."""
        try:
            rates, decay = MatrixRates.of(self.rates), WeightDecay.of(self.weight_decay)
            momentum = momentum_of(self.momentum)
        except RuleError as error:
            raise RuleError(f"rule {self.name}: {error}") from None
        object.__setattr__(self, "rates", rates)
        object.__setattr__(self, "weight_decay", decay)
        object.__setattr__(self, "momentum", momentum)
        given = (*rates.parameters, *decay.parameters, *momentum.free_symbols)
        self._require_distinct((*credit.parameters, *map(notation.plain, given)))
        domains = {name: credit.domain.interval(name) for name in credit.domain.names}
        for where, parameters in (
            ("a rate", rates.parameters),
            ("a weight decay", decay.parameters),
            ("momentum", tuple(momentum.free_symbols)),
        ):
            self._require_one_domain(domains, where, parameters)
        try:
            require_described(rates, decay, momentum, credit)
        except RuleError as error:
            raise RuleError(f"rule {self.name}{error}") from None

    def _require_one_domain(
        self, domains: dict[str, Interval], where: str, given: tuple[Symbol, ...]
    ) -> None:
        """Refuse a parameter that stands elsewhere with another domain."""
        for one in given:
            own = notation.interval_of(one)
            if own is not None and domains.setdefault(one.name, own) != own:
                raise RuleError(
                    f"rule {self.name} has two parameters named {one.name} with different "
                    f"domains, one of them in {where}; declare it once"
                )

    def _check_lags(self) -> None:
        first = self.first_lag
        if isinstance(first, bool) or not isinstance(first, int) or not 0 <= first <= MAX_FIRST_LAG:
            raise RuleError(
                f"rule {self.name}: first_lag {first!r} is not an integer from 0 to "
                f"{MAX_FIRST_LAG}; use one"
            )
        horizon = self.horizon
        if horizon is None or horizon == notation.tau:
            return
        if isinstance(horizon, bool) or not isinstance(horizon, int) or horizon < 1:
            raise RuleError(
                f"rule {self.name}: horizon {horizon!r} is not None, a positive integer or the "
                "symbol tau; use one of these"
            )
        if isinstance(horizon, int) and horizon <= self.first_lag:
            raise RuleError(
                f"rule {self.name}: horizon {horizon} ends before the first lag {self.first_lag}; "
                f"give a horizon of at least {self.first_lag + 1}"
            )

    def _check_corrections(self, corrections: Mapping[int, Expr]) -> None:
        end = self.horizon if isinstance(self.horizon, int) else None
        for lag in corrections:
            if lag < self.first_lag or (end is not None and lag >= end):
                ends = f"credit begins at the lag {self.first_lag}"
                ends += f" and ends at {end - 1}" if end is not None else ""
                raise RuleError(
                    f"rule {self.name}: at_lag({lag}) is outside, for {ends}; leave it out"
                )

    def _repr_html_(self) -> str:
        written: str = view("rule as html")(self)
        return written

    def _repr_latex_(self) -> str:
        written: str = view("rule as latex")(self)
        return written

    def _about(self) -> str:
        feedback = "A^T" if self.symmetric else "R^T"
        return f"{self.name}, {self.title}, K_m = {self.kernel}, F = {feedback}"

    @property
    def symmetric(self) -> bool:
        """Whether the feedback is A^T, which moves with the weights."""
        return self.feedback == "symmetric"

    @property
    def least_horizon(self) -> int:
        """The least horizon that leaves a lag with credit, beyond each that is corrected."""
        return self.first_lag + 1 + self.credit.settled

    @property
    def least_steps(self) -> int:
        """The least number of steps that reach the first lag, and each lag that is corrected."""
        return max(1, self.first_lag + self.credit.settled)

    @property
    def terms(self) -> Kernel:
        """The kernel in canonical form; iterate its `terms`."""
        return self.credit

    @property
    def parameters(self) -> tuple[Symbol, ...]:
        """The rule's real parameters besides the network's own: feedback, kernel's, rates'."""
        feedback = () if self.symmetric else (notation.a_hat,)
        return feedback + self.own_parameters

    @property
    def own_parameters(self) -> tuple[Symbol, ...]:
        """The parameters of the kernel, then those that only rates or decay of matrices or momentum have."""
        found = list(self.credit.parameters)
        found += [one for one in map(notation.plain, self._of_steps) if one not in found]
        return tuple(found)

    @property
    def _of_steps(self) -> tuple[Symbol, ...]:
        """The parameters of what a step makes of the updates, each once."""
        given = (
            *self.matrix_rates.parameters,
            *self.decay.parameters,
            *self.beta.free_symbols,
        )
        return tuple(dict.fromkeys(given))

    def meaning(self, parameter: Symbol) -> str:
        """What a parameter of the rule's own is one of."""
        if parameter.name in (one.name for one in self.credit.parameters):
            return "parameter of the kernel"
        for meaning, given in (
            ("parameter of a learning rate", self.matrix_rates.parameters),
            ("parameter of a weight decay", self.decay.parameters),
        ):
            if parameter.name in (one.name for one in given):
                return meaning
        return "momentum"

    @property
    def matrix_rates(self) -> MatrixRates:
        """The learning rates of A, B and W, all 1 where the rule gives none."""
        return MatrixRates.of(self.rates)

    @property
    def decay(self) -> WeightDecay:
        """The weight decay of A, B and W, all 0 where the rule gives none."""
        return WeightDecay.of(self.weight_decay)

    @property
    def beta(self) -> Expr:
        """The momentum, 0 where the rule gives none."""
        return momentum_of(self.momentum)

    @property
    def domain(self) -> Domain:
        """The open domain of the rule's parameters and of w."""
        found = self.credit.domain
        for one in self._of_steps:
            interval = notation.interval_of(one)
            if one.name not in found.names and interval is not None:
                found = found.with_(one.name, interval)
        return found

    def alone(self) -> "LearningRule":
        """The rule whose flow is derived: with one learning rate for all matrices, without decay and momentum.

        Rates are other units of the weights; what decay and momentum make of the flow is derived beside it.
        """
        if self.matrix_rates.plain and self.decay.plain and self.momentum == 0:
            return self
        return replace(self, rates=_ONE_RATE, weight_decay=_NO_DECAY, momentum=S.Zero)

    def with_horizon(self, horizon: int) -> "LearningRule":
        """The rule with a symbolic horizon, at an integer one: NAME-tau becomes NAME-5."""
        if self.horizon != notation.tau:
            raise RuleError(
                f"rule {self.name} has no symbolic horizon to set to {horizon}; "
                "give it horizon=tau first"
            )
        stem = self.name.removesuffix("-tau")
        title = self.title.replace("tau", str(horizon))
        return replace(self, name=f"{stem}-{horizon}", title=title, horizon=horizon, equals=())
