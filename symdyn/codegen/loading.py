"""Run a generated module in this process."""

from importlib.abc import InspectLoader
from importlib.util import module_from_spec, spec_from_loader
from types import ModuleType

from symdyn.errors import OutputError

__all__ = ["load_module"]


class _TextLoader(InspectLoader):
    """Loads one module from its source text."""

    def __init__(self, source: str) -> None:
        self.source = source

    def get_source(self, fullname: str) -> str:  # noqa: ARG002 - the protocol names it
        return self.source


def load_module(source: str, name: str = "symdyn_export") -> ModuleType:
    """The module that a generated source text is; it is not entered in sys.modules.

    Parameters
    ----------
    source : text that `export` returned for the target "numpy"; it is run, so no other text
    name : the module's name

    >>> load_module("ANSWER = 42").ANSWER
    42
    """
    spec = spec_from_loader(name, _TextLoader(source))
    if spec is None or spec.loader is None:
        raise OutputError(f"module {name!r} has no loader; give it a name that is an identifier")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
