"""From claims as the prover has them to certificates: each complete in itself, in the checker's spelling."""

from symdyn.claims.certificates.writing import Certified, certify

__all__ = ["Certified", "certify"]
