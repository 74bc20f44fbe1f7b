"""What a learning rule is: data, checked when it is made."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import MISSING, dataclass, field, fields, replace

from sympy import Expr, Integer, S, Symbol

from symdyn import notation
from symdyn.brief import Brief
from symdyn.errors import KernelError, RuleError, nearest
from symdyn.exact.domain import Domain, Interval
from symdyn.rules.beside import Beside
from symdyn.rules.corrections import corrected
from symdyn.rules.decay import WeightDecay
from symdyn.rules.feedback import FeedbackUpdate, checked_update
from symdyn.rules.kernel import Kernel
from symdyn.rules.lags import require_inside, require_lags
from symdyn.rules.leak import checked_leak
from symdyn.rules.momentum import momentum_of
from symdyn.rules.parsing import parse_kernel
from symdyn.rules.per_unit import require_per_unit
from symdyn.rules.rates import MatrixRates
from symdyn.views import view

__all__ = ["FEEDBACKS", "LearningRule"]

_ONE_RATE = MatrixRates()
_NO_DECAY = WeightDecay()
FEEDBACKS = ("symmetric", "random", "learned")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, repr=False)
class LearningRule(Brief):
    """A learning rule for linear recurrent networks: a feedback and a credit kernel.

    The mean updates are
        Delta A = E[eps_T h_T^T],
        Delta B = sum_{m < T} K_m F E[eps_T x_{T-1-m}^T],
        Delta W = sum_{m < T} K_m F E[eps_T h_{T-1-m}^T],
    with the feedback F = A^T, a fixed random R^T or an R^T that is learned beside A, and the kernel
    K_m = sum p(m) r^m.

    Parameters
    ----------
    name : lower-case words joined by hyphens
    title : for headings
    feedback : "symmetric" (F = A^T), "random" (F = R^T) or "learned" (F = R^T, with an update of R)
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
    feedback_update : of learned feedback, what changes R: {"copied": 1, "decay": beta}; see
        symdyn.rules.feedback.FeedbackUpdate
    leak : None, or alpha for units that leak, h -> (1 - alpha) h + alpha (W h + B x): a parameter with a
        domain in (0, 1), or a rational number there.  In the kernel w is then the pole, and stands for
        (1 - alpha) I + alpha W^T (or its diagonal); the factor alpha of what a weight does in a step is
        the network's, and not in the kernel.  `rates` are those of the network's own B and W
    per_unit : parameters of the kernel of which each hidden unit has its own, as (w_hat,): they stand
        for diagonal matrices, and w beside them for diag(W)
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
    feedback_update: FeedbackUpdate | Mapping[str, Expr | int] | None = None
    leak: Expr | None = None
    per_unit: tuple[Symbol, ...] = ()
    weight_decay: WeightDecay | Mapping[str, Expr | int] = _NO_DECAY
    momentum: Expr | int = S.Zero
    credit: Kernel = field(init=False, repr=False, compare=False)

    def __new__(cls, *values: object, **given: object) -> "LearningRule":
        """Refuse an argument that no rule has, before Python does in its own terms."""
        known = [one.name for one in fields(cls) if one.init]
        unknown = next((name for name in given if name not in known), None)
        if unknown is not None:
            near = nearest(unknown, known, 2, ending="=")
            remedy = f"write {near}" if near else f"a rule has {', '.join(known)}"
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
                "use 'symmetric' (A^T), 'random' (R^T) or 'learned' (R^T, with feedback_update)"
            )
        if not isinstance(self.diagonal, bool):
            raise RuleError(
                f"rule {self.name}: diagonal {self.diagonal!r} is not True or False; use one"
            )
        with _of_rule(self.name):
            require_lags(self.first_lag, self.horizon)
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
        with _of_rule(self.name):
            kernel, corrections = corrected(kernel)
            require_inside(corrections, self.first_lag, self.horizon)
        object.__setattr__(self, "kernel", kernel)
        steps = self.horizon if isinstance(self.horizon, int) else None
        extra = () if self.feedback == "symmetric" else (notation.a_hat,)
        with _of_rule(self.name):
            credit = parse_kernel(kernel, extra, self.horizon, self.first_lag)
        with _of_rule(self.name):
            beside = self._checked_beside(credit.truncated(steps))
            credit = _where_it_may_pass_zero(credit, beside.learned)
            beside.require_fitting(credit)
        object.__setattr__(self, "rates", beside.rates)
        object.__setattr__(self, "leak", beside.leak)
        object.__setattr__(self, "weight_decay", beside.decay)
        object.__setattr__(self, "momentum", beside.momentum)
        object.__setattr__(self, "feedback_update", beside.learned)
        object.__setattr__(self, "credit", credit.truncated(steps))

    def __reduce__(self) -> tuple[type["LearningRule"], tuple[object, ...]]:
        # To another process travels what defines the rule; SymPy's rings in `credit` cannot.
        return type(self), tuple(getattr(self, one.name) for one in fields(self) if one.init)

    def _checked_beside(self, credit: Kernel) -> Beside:
        """What the rule says beside its kernel, each part checked by itself."""
        rates, leak = MatrixRates.of(self.rates), checked_leak(self.leak)
        decay, momentum = WeightDecay.of(self.weight_decay), momentum_of(self.momentum)
        learned = checked_update(
            self.feedback_update,
            self.feedback,
            one_rate=rates.plain and leak is None,
            credit=bool(credit.sequence.terms),
            counted=self.horizon == notation.tau,
        )
        require_per_unit(self.per_unit, self.kernel, rates, diagonal=self.diagonal)
        return Beside(rates, leak, learned, self.per_unit, decay, momentum)

    def _repr_html_(self) -> str:
        written: str = view("rule as html")(self)
        return written

    def _repr_latex_(self) -> str:
        written: str = view("rule as latex")(self)
        return written

    def _about(self) -> str:
        feedback = "A^T" if self.symmetric else "R^T"
        leak = "" if self.leak is None else f", leak {self.leak}"
        return f"{self.name}, {self.title}, K_m = {self.kernel}, F = {feedback}{leak}"

    @property
    def symmetric(self) -> bool:
        """Whether the feedback is A^T, which moves with the weights."""
        return self.feedback == "symmetric"

    @property
    def tells_units_apart(self) -> bool:
        """Whether the kernel holds diag(W) or a number of each unit, so that P = I is needed."""
        return self.diagonal or bool(self.per_unit)

    @property
    def unit_names(self) -> tuple[str, ...]:
        """The names of the parameters of which each hidden unit has its own."""
        return tuple(one.name for one in self.per_unit)

    @property
    def least_horizon(self) -> int:
        """The least horizon that leaves a lag with credit, beyond each that is corrected."""
        return self.first_lag + 1 + self.credit.settled

    @property
    def least_steps(self) -> int:
        """The least number of steps that reach the first lag, and each lag that is corrected.

        One more where credit at the first lag passes through no weight and later credit does, as in
        w**(m - 1): the closed forms hold w**(T - 2) then.
        """
        beyond = 1 if self.first_lag and self.credit.starts_without_w else 0
        return max(1, self.first_lag + max(self.credit.settled, beyond))

    @property
    def terms(self) -> Kernel:
        """The kernel in canonical form; iterate its `terms`."""
        return self.credit

    @property
    def parameters(self) -> tuple[Symbol, ...]:
        """The rule's real parameters besides the network's own: feedback, kernel's, rates', its update's.

        The feedback of a mode that is learned is among them, as what its updates depend on.
        """
        feedback = () if self.symmetric else (notation.a_hat,)
        return feedback + self.own_parameters

    @property
    def own_parameters(self) -> tuple[Symbol, ...]:
        """The parameters of the kernel, then those that only what stands beside it has."""
        kernel = self.credit.parameters
        others = map(notation.plain, self.beside.parameters)
        return (*kernel, *(one for one in others if one not in kernel))

    @property
    def beside(self) -> Beside:
        """What the rule says beside its kernel and feedback."""
        rates = MatrixRates.of(self.rates)
        return Beside(rates, self.leak, self.learned, self.per_unit, self.decay, self.beta)

    @property
    def learned(self) -> FeedbackUpdate | None:
        """What changes a feedback that is learned; None where it is A^T or fixed."""
        return None if self.feedback_update is None else FeedbackUpdate.of(self.feedback_update)

    def meaning(self, parameter: Symbol) -> str:
        """What a parameter of the rule's own is one of."""
        if self.learned is not None and parameter.name == notation.a_hat.name:
            return "learned feedback strength of the mode"
        return self.beside.meaning(parameter.name, self.credit)

    @property
    def matrix_rates(self) -> MatrixRates:
        """The learning rates of A, B and W, all 1 where the rule gives none.

        Where the network leaks, these are the B and W of the same network written without a leak.
        """
        own = MatrixRates.of(self.rates)
        return own if self.leak is None else own.leaking(self.leak)

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
        for one in self.beside.parameters:
            interval = notation.interval_of(one)
            if one.name not in found.names and interval is not None:
                found = found.with_(one.name, interval)
        return found

    def alone(self) -> "LearningRule":
        """The rule whose flow is derived: with one learning rate for all matrices, without decay and momentum.

        Rates, and a leak, are other units of the weights; what decay and momentum make of the flow is derived
        beside it.
        """
        if self.matrix_rates.plain and self.decay.plain and self.momentum == 0:
            return self
        return replace(self, rates=_ONE_RATE, leak=None, weight_decay=_NO_DECAY, momentum=S.Zero)

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


@contextmanager
def _of_rule(name: str) -> Iterator[None]:
    """A refusal of a part says of which rule it is."""
    try:
        yield
    except (KernelError, RuleError) as error:
        raise type(error)(f"rule {name}: {error}") from None


def _where_it_may_pass_zero(credit: Kernel, learned: FeedbackUpdate | None) -> Kernel:
    """The kernel over a domain in which a feedback that is learned is any number."""
    if learned is None:
        return credit
    return replace(credit, domain=credit.domain.with_(notation.a_hat.name, Interval()))
