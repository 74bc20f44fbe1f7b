"""The setting: the networks, the rule in matrix form, and its mean updates."""

from collections.abc import Iterator

from sympy import Integer, Symbol

from symdyn import notation
from symdyn.claims.statements import Statements
from symdyn.exact.layout import arrange
from symdyn.formula.arrange import tree
from symdyn.formula.inline import inline
from symdyn.formula.matrix_words import letter_tree, total_over, words_tree
from symdyn.formula.nodes import Name, Node, Number, Product, Script, Sum, rewritten
from symdyn.report.bibliography import PAPER, rule_citations
from symdyn.report.content import Block, Equation, Piece, Section, Strong, Words
from symdyn.report.phrases import Verbatim, domain_statement, joined, prose, related
from symdyn.report.rule_in_short import horizon_of, in_short
from symdyn.report.showing import show
from symdyn.rules.rule import LearningRule
from symdyn.stages.analysis import Analysis
from symdyn.stages.setting.claims import within_T
from symdyn.stages.setting.derive import MeanUpdates, mean_updates
from symdyn.stages.setting.propagator import KernelFunction
from symdyn.stages.setting.removable import removable_poles
from symdyn.stages.setting.tell_leak import own_weights, student, teacher

__all__ = ["answers", "beside_poles", "modes_and_networks", "tell"]

_NETWORK = r"h_{0} = 0, \qquad h_{t+1} = W h_{t} + B x_{t}, \qquad y_{t+1} = A h_{t+1}"
_LOSS = (
    r"\frac{1}{2} \mathrm{E} \lVert \varepsilon_{T} \rVert^{2}, "
    r"\qquad \varepsilon_{T} = y_{T} - y^{\star}_{T}"
)
_MEAN_INPUT = r"\mathrm{E}[\varepsilon_{T} x_{T-1-m}^{\top}]"
_MEAN_STATE = r"\mathrm{E}[\varepsilon_{T} h_{T-1-m}^{\top}]"


def answers(analysis: Analysis) -> Iterator[tuple[str, Words]]:
    """The kernel and the feedback, in short."""
    yield in_short(analysis.rule)


def tell(stated: Statements) -> Section:
    """The networks, the loss, the rule and the definition of its mean updates."""
    rule = stated.analysis.rule
    updates = mean_updates(rule)
    return Section(
        "Setting",
        (
            *_networks(stated),
            *_rule(stated, updates),
            *_updates(stated, updates),
            *_scope(rule),
            modes_and_networks("both" if rule.learned is None else "all"),
        ),
    )


def modes_and_networks(transverse: str = "both") -> Block:
    """What is said of one mode and what of a network; what it means that a mode is stable.

    Parameters
    ----------
    transverse : how many of its transverse eigenvalues have negative real parts where a mode is stable: both, or all
        of a mode that has another number of them
    """
    return prose(
        Strong("Modes and networks."),
        " A network is aligned if its matrices are diagonal in common bases; what belongs to one "
        "diagonal entry is a mode, with a flow of its own. Fixed points, eigenvalues, stability and "
        "rates are in this report those of one mode. A mode is called stable at a point of the "
        f"optimal manifold if {transverse} transverse eigenvalues of its flow have negative real parts: after "
        "a small perturbation that keeps the network aligned it returns to the manifold; a mode is "
        "called unstable if one of them has a positive real part. A network leaves an optimum "
        "where one of its modes is unstable. Where each of its modes is stable, the "
        "network may leave all the same, because a perturbation that couples two modes is none of a "
        "mode: RFLO and tBPTT-1 have such networks of two modes. A network that is not aligned may "
        "also have fixed points that no mode has, under these two rules for instance where there are "
        "fewer outputs than hidden units. (docs/networks.md, which comes with symdyn, computes such "
        "networks.) What is said of the rank holds for arbitrary networks.",
    )


def _networks(stated: Statements) -> tuple[Block, ...]:
    return (
        prose(
            "The setting is that of ",
            PAPER,
            ". Student and teacher are linear recurrent networks driven by the same white noise, "
            r"$x_{t} \sim \mathcal{N}(0, I)$ independently at every step. The student is",
        ),
        *student(stated.analysis.rule, Equation("network", None, inline(_NETWORK))),
        prose(
            r"with recurrent weights $W$ ($n \times n$), input weights $B$ ($n \times i$) and "
            r"read-out weights $A$ ($o \times n$). The teacher has $A_\star$, $W_\star$ and "
            r"$B_\star$ in their place and the output $y^{\star}_{t}$",
            *teacher(stated.analysis.rule),
            ". Learning is to reduce the error after $T$ steps, measured by",
        ),
        _defined("loss-definition", "L_{T}", _LOSS),
        prose(
            "Both networks are linear, so the error is a sum over past inputs, weighted by the "
            "difference of the two impulse responses:"
        ),
        _defined("error", r"\varepsilon_{T}", r"\sum_{k<T} E_{k} x_{T-1-k}"),
        show(stated, "impulse-response", "setting.error"),
    )


def _defined(label: str, left: str, right: str) -> Equation:
    """A definition, or a mean over the inputs: what no claim is about."""
    return Equation(label, inline(left), inline(right))


def _rule(stated: Statements, updates: MeanUpdates) -> tuple[Block, ...]:
    rule = stated.analysis.rule
    blocks: list[Block] = [
        prose(
            "A learning rule is a feedback $F$, which carries the error from the outputs back to "
            "the hidden units, and a credit kernel $K_{m}$, which carries it $m$ steps back in "
            "time. The rule of this report, ",
            Verbatim(rule.title),
            *((" ", *joined(cited)) if (cited := rule_citations(rule)) else ()),
            ", has the kernel and the feedback",
        ),
        show(stated, "kernel", "definition", 3),
        show(stated, "feedback", "definition", 4),
    ]
    if updates.functions:
        kernel = Script(Name(Symbol("K")), tree(notation.m + updates.late))
        blocks += [
            prose("In polynomials of the propagator the kernel is"),
            Equation("kernel-in-functions", kernel, words_tree(updates.kernel)),
            *map(_function, updates.functions),
        ]
    blocks += _lags(rule)
    if rule.learned is not None:
        blocks.append(
            prose(
                r"where $R$ ($o \times n$) is learned, too: the section on learned feedback has its update, and "
                r"that of $A$ with any decay."
            )
        )
    elif not rule.symmetric:
        blocks.append(prose(r"where $R$ ($o \times n$) is drawn once and then kept fixed."))
    if rule.per_unit:
        own = joined((notation.plain(one),) for one in rule.per_unit)
        blocks.append(
            prose(
                "Each hidden unit has its own ",
                *own,
                ", which no update changes; in $K_{m}$ these numbers are the entries of a diagonal matrix, and "
                "what is said of a mode is said with its own.",
            )
        )
    if rule.diagonal:
        blocks.append(
            prose(
                r"Here $\operatorname{diag}(W)$ is $W$ with its off-diagonal entries set to zero."
            )
        )
        if rule.kernel == notation.w**notation.m and rule.horizon is None:
            blocks.append(
                prose(
                    "This is the kernel of SnAp-1 (and of e-prop for units whose state passes "
                    "through their own recurrent weight). e-prop for leaky integrate-and-fire units "
                    "has traces that decay with a fixed leak: its kernel is that of RFLO."
                )
            )
    if rule.equals:
        others = (Verbatim(f"{name} ({reason})") for name, reason in rule.equals)
        blocks.append(prose("The same mean updates belong to ", *joined(others), "."))
    return tuple(blocks)


def _lags(rule: LearningRule) -> list[Block]:
    """At which lags there is credit, or another one than the formula of the kernel says."""
    blocks: list[Block] = []
    if rule.credit.corrections:
        alone: list[Piece] = [
            "Here $0^{n}$ is 1 for $n = 0$ and 0 for every other $n$: what it multiplies is added at a "
            "single lag, and sums over lags take it once."
        ]
        if rule.horizon is None and not rule.first_lag:
            alone += [
                " In what follows ",
                related(notation.T, Integer(rule.least_steps), ">="),
                ".",
            ]
        blocks.append(prose(*alone))
    if rule.first_lag:
        told_first: list[Piece] = ["Credit begins at the lag ", Integer(rule.first_lag)]
        told_first += [": $K_{m} = 0$ for ", related(notation.m, Integer(rule.first_lag), "<"), "."]
        if rule.horizon is None:
            least = related(notation.T, Integer(rule.least_steps), ">=")
            told_first += [" In what follows ", least, "."]
        blocks.append(prose(*told_first))
    bound = horizon_of(rule)
    if bound is not None:
        told: list[Piece] = [
            "The horizon is " if rule.first_lag else "with the horizon ",
            bound,
            ": $K_{m} = 0$ for ",
        ]
        told += [related(notation.m, bound, ">="), "."]
        if bound != 1:
            told += [" In what follows ", related(notation.T, bound, ">="), "."]
        blocks.append(prose(*told))
    return blocks


def _function(function: KernelFunction) -> Equation:
    name, value = letter_tree(function.letter), words_tree(function.value)
    return Equation(f"kernel-function-{function.number}", name, value)


def _updates(stated: Statements, updates: MeanUpdates) -> tuple[Block, ...]:
    ranges = updates.input.terms[0].ranges
    credit = tuple(Name(Symbol(x)) for x in "KF")
    first = stated.analysis.rule.first_lag
    kernel, feedback = Script(credit[0], tree(notation.m + first)), credit[1]

    def credited(mean: str) -> Node:
        return within_T(total_over(ranges, Product((kernel, feedback, _later(mean, first)))))

    return (
        prose("Its mean updates are"),
        _defined("definition-a", r"\Delta A", r"\mathrm{E}[\varepsilon_{T} h_{T}^{\top}]"),
        Equation("definition-b", inline(r"\Delta B"), credited(_MEAN_INPUT)),
        Equation("definition-w", inline(r"\Delta W"), credited(_MEAN_STATE)),
        prose(
            r"and one step of learning is $\theta \to \theta - \eta \, \Delta \theta$ for "
            r"$\theta = A, B, W$",
            *_rates(stated.analysis.rule),
            *_decay(stated.analysis.rule),
            *_momentum(stated.analysis.rule),
            r". The input $x_{t-1}$ enters $h_{t}$, so that "
            r"$h_{t} = \sum_{j<t} W^{j} B x_{t-1-j}$. Since $\mathrm{E}[x_{s} x_{t}^{\top}]$ is $I$ "
            "for $s = t$ and zero otherwise, one sum of each pair is left:",
        ),
        _defined("mean-input", _MEAN_INPUT, "E_{m}"),
        _defined("mean-state", _MEAN_STATE, r"\sum_{j<T-1-m} E_{m+1+j} B^{\top} (W^{\top})^{j}"),
        prose("The mean updates become"),
        *(
            show(stated, f"matrix-update-{name}", "definition", place)
            for place, name in enumerate("abw")
        ),
    )


def _rates(rule: LearningRule) -> tuple[Piece, ...]:
    """That each matrix has a learning rate of its own, if it has."""
    if rule.learned is not None:
        return (", with what the section on learned feedback adds to that of $A$, and has for $R$",)
    if rule.matrix_rates.plain and rule.leak is None:
        return ()
    rates = zip("ABW", map(notation.plain, rule.matrix_rates.all), strict=True)
    found = joined((rate, " for ", inline(name)) for name, rate in rates)
    return (r", with $\eta$ times a rate of the matrix's own: ", *found, *own_weights(rule))


def _decay(rule: LearningRule) -> tuple[Piece, ...]:
    """That of each matrix a part decays besides, if it does."""
    each = zip("ABW", map(notation.plain, rule.decay.all), strict=True)
    found = [(decay, " times ", inline(name)) for name, decay in each if decay != 0]
    if not found:
        return ()
    return (r"; besides, a step takes off $\eta$ times what decays: ", *joined(found))


def _momentum(rule: LearningRule) -> tuple[Piece, ...]:
    """That a step repeats a part of the last, if it does."""
    if rule.momentum == 0:
        return ()
    return ("; besides, a step repeats ", notation.plain(rule.beta), " times the last")


def _later(mean: str, first: int) -> Node:
    """A mean at lag m + first."""

    def put(node: Node) -> Node:
        if not isinstance(node, Sum) or Name(notation.m) not in {one for _, one in node.terms}:
            return node
        terms = (
            (sign, Number(one.value + first) if isinstance(one, Number) else one)
            for sign, one in node.terms
        )
        return Sum(tuple(terms))

    return rewritten(inline(mean), put)


def _scope(rule: LearningRule) -> tuple[Block, ...]:
    parameters = [
        (domain_statement(symbol, rule.domain.interval(symbol.name)),)
        for symbol in rule.credit.parameters
    ]
    if not parameters:
        return _beside_poles(rule)
    subject = (
        "parameters of the kernel have" if len(parameters) > 1 else "parameter of the kernel has"
    )
    return (
        prose(
            f"The {subject} the open domain ",
            *joined(parameters),
            "; what follows holds for every value in it.",
        ),
        *_beside_poles(rule),
    )


def beside_poles(rule: LearningRule) -> Words:
    """Where the closed form over a horizon's lags is not 0/0; nothing where it never is."""
    return joined([(related(arrange(one), Integer(0), "!="),) for one in removable_poles(rule)])


def _beside_poles(rule: LearningRule) -> tuple[Block, ...]:
    poles = beside_poles(rule)
    if not poles:
        return ()
    return (
        prose(
            "Of the kernel's closed form, and of all that follows from it, this holds wherever ",
            *poles,
            ". Elsewhere it is a quotient 0/0, and nothing is said there, though the sum over the "
            "lags has a value.",
        ),
    )
