"""The definitions that the claims of every rule start from, in the order of the mathematics."""

from symdyn.claims.stated import Stated
from symdyn.stages.order import parts

__all__ = ["shared_definitions"]


def shared_definitions(*, apart: bool = True) -> tuple[Stated, ...]:
    """What the stages define for all rules: the networks, their modes, the limit, the Jacobian.

    Without `apart`, those of the stages alone on which others rest.

    >>> shared_definitions()[0].claim.id
    'setting.error'
    """
    stages = parts("claims", apart=apart)
    return tuple(one for stage in stages if hasattr(stage, "shared") for one in stage.shared())
