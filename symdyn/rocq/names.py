r"""Names of letters, symbols and claims as Coq writes them."""

import re
from collections.abc import Collection

__all__ = ["free_name", "identifier", "theorem_name"]


def identifier(name: str) -> str:
    r"""A letter's name; names in proofs have a prime, so that none of them is a letter's.

    >>> [identifier(name) for name in (r"\hat{w}", r"w_\star", r"\Delta_{T} a", "J_{11}", "k#3")]
    ['w_hat', 'w_star', 'Delta_T_a', 'J_11', 'k']
    """
    name = re.sub(r"\\hat\{([^{}]*)\}", r"\1_hat", name.partition("#")[0])
    return re.sub(r"[^A-Za-z0-9]+", "_", name.replace("\\", " ")).strip("_")


def free_name(wanted: str, taken: Collection[str]) -> str:
    """The name, or with a number behind it the first that is not taken.

    >>> free_name("c_of", {"c_of", "c_of_2"})
    'c_of_3'
    """
    name, count = wanted, 1
    while name in taken:
        count += 1
        name = f"{wanted}_{count}"
    return name


def theorem_name(claim: str) -> str:
    """The name of a claim's theorem.

    >>> theorem_name("bptt.update-by-kernel.signs")
    'bptt__update_by_kernel__signs'
    """
    return claim.replace("-", "_").replace(".", "__")
