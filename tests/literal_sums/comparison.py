"""What symdyn finds for the same networks, and whether it is the same."""

from fractions import Fraction

from symdyn.notation import tau
from symdyn.simulation import Network, mean_update
from tests.literal_sums.kernels import VALUES


def network(entries):
    return Network(**dict(zip("AWB", entries, strict=True)))


def values_of(rule):
    names = [symbol.name for symbol in rule.credit.parameters] + ["tau"] * (rule.horizon == tau)
    return {name: VALUES[name] for name in names}


def found_update(rule, networks, T, R):
    student, teacher = map(network, networks)
    return mean_update(rule, student, teacher, T=T, R=R, parameters=values_of(rule))


def same_fractions(found, wanted):
    for name, one, other in zip(("dA", "dW", "dB"), found, wanted, strict=True):
        assert all(type(entry) is Fraction for entry in one.flat), name
        assert one.tolist() == (other if isinstance(other, list) else other.tolist()), name
