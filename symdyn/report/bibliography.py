"""The references: those that every report rests on, then the rule's own."""

from symdyn.report.content import Citation
from symdyn.rules.rule import LearningRule

__all__ = [
    "ALIGNMENT",
    "DEEP",
    "ENTRIES",
    "PAPER",
    "SIGNS",
    "SPECTRUM",
    "SUMMARISED_AS_UNSTABLE",
    "references_of",
    "rule_citations",
]

ENTRIES = (
    "E. Williams, A. Payeur and G. Lajoie, Dynamics and representation structure of local "
    "approximations to gradient-based learning in linear recurrent neural networks, International "
    "Conference on Machine Learning (2026), arXiv:2606.00243",
    "A. M. Proca, C. C. J. Dominé, M. Shanahan and P. A. M. Mediano, Learning dynamics in linear "
    "recurrent neural networks, Proceedings of the 42nd International Conference on Machine "
    "Learning, PMLR 267 (2025) 49860-49902",
    "A. M. Saxe, J. L. McClelland and S. Ganguli, Exact solutions to the nonlinear dynamics of "
    "learning in deep linear neural networks, International Conference on Learning "
    "Representations (2014), arXiv:1312.6120",
    "A. Hurwitz, Ueber die Bedingungen, unter welchen eine Gleichung nur Wurzeln mit negativen "
    "reellen Theilen besitzt, Mathematische Annalen 46 (1895) 273-284",
    "D. Handelman, Representing polynomials by positive linear functions on compact convex "
    "polyhedra, Pacific Journal of Mathematics 132 (1988) 35-62",
)
PAPER, ALIGNMENT, DEEP, SPECTRUM, SIGNS = (
    Citation(f"[{number}]") for number in range(1, len(ENTRIES) + 1)
)
# The rules of which summaries of PAPER say that a_hat s < 0 is unstable without exception.
SUMMARISED_AS_UNSTABLE = frozenset({"rflo"})


def references_of(*rules: LearningRule) -> tuple[str, ...]:
    """The list of references of a report on some rules, in the order of their numbers.

    >>> from symdyn import find_rule
    >>> references_of(find_rule("rflo"))[-1].startswith("J. M. Murray")
    True
    """
    own = (reference for rule in rules for reference in rule.references)
    return tuple(dict.fromkeys((*ENTRIES, *own)))


def rule_citations(rule: LearningRule, *others: LearningRule) -> tuple[Citation, ...]:
    """The citations of a rule's own references, in a report on it and perhaps others.

    >>> from symdyn import find_rule
    >>> rule_citations(find_rule("rflo"))
    ('[6]',)
    """
    listed = references_of(*(others or (rule,)))
    return tuple(Citation(f"[{listed.index(one) + 1}]") for one in rule.references)
