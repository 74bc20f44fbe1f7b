"""Source code from an analysis: a target is a printer, a template and the names it keeps."""

from symdyn.codegen.export import TARGETS, Target, export
from symdyn.codegen.loading import load_module

__all__ = ["TARGETS", "Target", "export", "load_module"]
