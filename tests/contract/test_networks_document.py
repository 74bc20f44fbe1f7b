"""docs/networks.md is computed: its examples run, in exact arithmetic where they say so."""

from pathlib import Path

from tests.contract.test_readme import FENCED, run_examples

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "networks.md"


def test_every_example_of_the_document_comes_out_as_it_stands() -> None:
    names: dict[str, object] = {"__name__": "networks"}
    blocks = [block for _, block in FENCED.findall(DOCUMENT.read_text(encoding="utf-8"))]
    for number, block in enumerate(blocks, start=1):
        run_examples(block, f"networks.md block {number}", names)
    assert len(blocks) == 8
