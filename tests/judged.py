"""Claims of the prover as certificates, and what the checker says of them."""

from collections.abc import Iterable
from pathlib import Path

from symdyn.checker import check_files
from symdyn.claims.certificates import certify
from symdyn.claims.claim import Claim
from symdyn.claims.verifying import judge
from symdyn.cli.certificates import write_certificates


def certificates(folder: Path, claims: Iterable[Claim]) -> list[Path]:
    """The files of the claims, definitions aside; each claim has one."""
    made = certify(claims)
    assert made.reasons == {}
    return write_certificates(folder, made.texts)


def statuses(claims: Iterable[Claim]) -> dict[str, str]:
    """The status of each claim, definitions included."""
    return {name: verdict.status for name, verdict in judge(list(claims))[0].items()}


def status_on_disk(paths: list[Path]) -> dict[str, str]:
    """What the checker says of files."""
    return {verdict.id: verdict.status for verdict in check_files(paths)}
