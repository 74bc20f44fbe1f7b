"""Source code from an analysis: a target is a printer, a template and the names it keeps."""

from symdyn.codegen.export import export
from symdyn.codegen.loading import load_module
from symdyn.codegen.targets import TARGETS, Target

__all__ = ["TARGETS", "Target", "export", "load_module"]
