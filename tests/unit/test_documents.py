"""Derivation documents: what is read from one, and how each fault is told."""

from pathlib import Path

import pytest

from symdyn.claims.claim import Claim
from symdyn.claims.documents import Document, read_document
from symdyn.errors import ClaimError

FULL = r"""Before the heading.

# The update of b

Prose with $\Delta b$.

```claim
id: rflo.stated.update-b
kind: equation
rule: rflo, my-rule
source: Williams, Payeur & Lajoie (2026), Eq. 22
expected: refuted
title: The update
uses: rflo.modes,
  rflo.denominators
assume: -1 < w < 1
assume: a \ne 0

state: x = \frac{a}{b}
   + \sum_{m < T} w^{m}
state: y = 1
```

```claim
id: later
kind: sign
source: ours
uses: *
state: 1 > 0
```
"""


def read(text: str, folder: Path, name: str = "one.md") -> Document:
    path = folder / name
    path.write_bytes(text.encode())
    return read_document(path)


def test_every_field_is_read(tmp_path: Path) -> None:
    document = read(FULL, tmp_path)
    assert (document.path, document.title) == (tmp_path / "one.md", "The update of b")
    first, second = document.claims
    assert (first.line, first.rules, first.expected) == (7, ("rflo", "my-rule"), "refuted")
    assert first.claim == Claim(
        "rflo.stated.update-b",
        "equation",
        (r"x = \frac{a}{b} + \sum_{m < T} w^{m}", "y = 1"),
        ("-1 < w < 1", r"a \ne 0"),
        ("rflo.modes", "rflo.denominators"),
        title="The update",
        source="Williams, Payeur & Lajoie (2026), Eq. 22",
    )
    assert (second.line, second.rules, second.expected) == (24, (), "proved")
    assert (second.claim.uses, second.claim.assumptions, second.claim.title) == (("*",), (), "")


def test_line_ends_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    plain = read(FULL, tmp_path)
    assert read("\ufeff" + FULL.replace("\n", "\r\n"), tmp_path) == plain


def test_a_separator_that_is_no_line_end_does_not_shift_lines(tmp_path: Path) -> None:
    document = read("form feed \f and \u2028 here\n" + FULL, tmp_path)
    assert [one.line for one in document.claims] == [8, 25]


def test_a_document_may_hold_no_claim_and_no_heading(tmp_path: Path) -> None:
    document = read("Prose.\n\n```python\nx = 1\n```\n", tmp_path, "02-notes.md")
    assert (document.title, document.claims) == ("02-notes", ())


@pytest.mark.parametrize(
    ("opening", "closing"),
    [("````markdown", "````"), ("~~~", "~~~~"), ("```` text", "  `````")],
)
def test_a_block_of_another_kind_is_passed_over(opening: str, closing: str, tmp_path: Path) -> None:
    other = f"{opening}\n# no heading\n```\n<!--\nx = 1\n{closing}\n"
    document = read(other + FULL, tmp_path)
    assert [one.line for one in document.claims] == [13, 30]
    assert document.title == "The update of b"


def test_a_comment_is_passed_over_with_the_fences_in_it(tmp_path: Path) -> None:
    comment = "<!-- of one line -->\n<!--\n```text\n# no heading\n <div>\n-->\n"
    document = read(comment + FULL, tmp_path)
    assert [one.line for one in document.claims] == [13, 30]
    assert document.title == "The update of b"


def test_prose_may_look_a_little_like_markup(tmp_path: Path) -> None:
    text = "For $k<T$ see <https://example.org> and ```code```, a < b, x -> y; the state: none.\n"
    assert len(read(text + FULL, tmp_path).claims) == 2


def test_a_document_without_claims_may_hold_what_one_with_claims_may_not(tmp_path: Path) -> None:
    text = "# T\n\n<img src=x>\n\n- ```sh\n  ls\n  ```\n\nA <!-- B\n"
    assert read(text, tmp_path).claims == ()


def test_a_title_is_free_of_what_a_terminal_would_act_on(tmp_path: Path) -> None:
    assert read("# A\x1b[2J\u202eB\n", tmp_path).title == "A [2J B"


def block(*changes: tuple[str, str | None]) -> str:
    """A claim block with fields changed, or removed where the new line is None."""
    lines = {"id": "id: x", "kind": "kind: sign", "source": "source: ours", "state": "state: 1 > 0"}
    lines.update(changes)  # type: ignore[arg-type]
    return "\n".join(["# T", "```claim", *(line for line in lines.values() if line), "```", ""])


FAULTS = {
    "no id": (block(("id", None)), 2, ("no 'id'", "add a line")),
    "no kind": (block(("kind", None)), 2, ("no 'kind'", "add a line")),
    "no source": (block(("source", None)), 2, ("no 'source'", "add a line")),
    "no statement": (block(("state", None)), 2, ("no 'state'", "add a line")),
    "empty block": ("```claim\n```\n", 1, ("no 'id'", "add a line")),
    "malformed id": (block(("id", "id: ../x")), 2, ("'../x'", "use an id such as")),
    "unknown kind": (block(("kind", "kind: theorem")), 2, ("'theorem'", "use one of definition")),
    "unknown status": (block(("x", "expected: true")), 7, ("'true'", "use one of proved")),
    "unknown field": (block(("x", "stats: 1 > 0")), 7, ("'stats: 1 > 0'", "with one of id")),
    "no field": (block(("x", "1 > 0")), 7, ("'1 > 0'", "'name: text'")),
    "no space after the colon": (block(("x", "title:x")), 7, ("'title:x'", "'name: text'")),
    "one space in front": (block(("x", " and 2 > 0")), 7, ("'and 2 > 0'", "two spaces")),
    "continuation of nothing": (
        "```claim\n  id: x\n```\n",
        2,
        ("'id: x'", "two spaces in front of what continues"),
    ),
    "twice": (block(("x", "id: y")), 7, ("'id' is given twice", "keep one")),
    "empty field": (block(("x", "title:")), 7, ("'title' is empty", "fill or remove")),
    "same statement twice": (block(("x", "state: 1 > 0")), 7, ("'1 > 0'", "keep one")),
    "same assumption twice": (
        block(("x", "assume: x > 0"), ("y", "assume: x > 0")),
        8,
        ("'x > 0'", "keep one"),
    ),
    "name twice": (block(("x", "uses: a, b, a")), 7, ("'a, b, a'", "uses: NAME, NAME")),
    "comma too many": (block(("x", "rule: rflo,")), 7, ("'rflo,'", "rule: NAME, NAME")),
    "space for a comma": (block(("x", "rule: rflo bptt")), 7, ("'rflo bptt'", "NAME, NAME")),
    "no formula": (block(("state", "state: 1 >")), 6, ("'1 >'", "has the grammar")),
    "no relation": (block(("state", "state: x")), 6, ("relation", "'x'", "has the grammar")),
    "code": (
        block(("state", "state: __import__('os') = 1")),
        6,
        ("__import__", "has the grammar"),
    ),
    "no formula assumed": (block(("x", r"assume: \foo{x} > 0")), 7, (r"\\foo", "grammar")),
    "not closed": ("\n```claim\nid: x\n", 2, ("not closed", "a line ```")),
    "closed by nothing but a new one": (
        f"```claim\nid: y\n{block()}",
        4,
        ("fence inside the claim block of line 1", "alone"),
    ),
    "other block not closed": (f"{block()}~~~python\nx\n```\n", 8, ("not closed", "a line ~~~")),
    "comment not closed": (f"{block()}<!--\nx\n", 8, ("not closed", "-->")),
    "id used twice": (block() + block(), 9, ("'x'", "line 2", "id of its own")),
    "indented": ("\n - ```claim\n   id: x\n   ```\n", 2, ("'- ```claim'", "write ```claim")),
    "quoted": ("> ```claim\n> id: x\n> ```\n", 1, ("'> ```claim'", "beginning of the line")),
    "indented as code": ("    ```claim\n", 1, ("'```claim'", "beginning of the line")),
    "behind a number": ("1) ```claim\n   ```\n", 1, ("'1) ```claim'", "write ```claim")),
    "as a definition": (": ```claim\n  ```\n", 1, ("': ```claim'", "write ```claim")),
    "capital": ("```Claim\n```\n", 1, ("```Claim", "write ```claim")),
    "plural": ("``` claims\n```\n", 1, ("``` claims", "write ```claim")),
    "tildes": ("~~~claim\n~~~\n", 1, ("~~~claim", "write ```claim")),
    "with a title": ("```claim of ours\n```\n", 1, ("```claim of ours", "write ```claim")),
    "as a class": ("```{.text .claim}\n```\n", 1, ("{.text .claim}", "write ```claim")),
    "with a space of another kind": ("```claim\u00a0\n", 1, (r"'```claim\xa0'", "write ```claim")),
    "with nothing seen in front": ("```\u200bclaim\n", 1, ("\\u200bclaim", "write ```claim")),
}
# Each shows more, less or other than what would be read.
DIFFERENT = {
    "ends before it seems to": (
        block(("x", "  ```"), ("y", "assume: x > 0")),
        7,
        ("'```' is a fence inside", "alone"),
    ),
    "ends at a longer fence": (block(("x", "````"), ("y", "title: t")), 7, ("fence inside",)),
    "a fence is continued text": (block(("x", "title: t"), ("y", "   ~~~")), 8, ("'~~~'",)),
    "does not end at a space of another kind": (
        "```claim\nid: x\n```\u00a0\nstate: 1 = 2\n```\n",
        3,
        (r"'```\xa0' is a fence",),
    ),
    "a comment begins inside": (block(("x", "title: <!-- t")), 7, ("'title: <!-- t'", "move it")),
    "a comment ends inside": (block(("x", "title: t -->")), 7, ("of a comment", "move it")),
    "hidden by a comment": (f"\n<!--\n{block()}-->\n", 4, ("comment of line 2", "end the")),
    "hidden behind a comment": (f"{block()}--> x\n", 8, ("end of none", "lines of its own")),
    "a comment in a line": (f"{block()}so <!--\n", 8, ("'so <!--'", "lines of its own")),
    "text behind a comment": (f"{block()}<!--\n--> x\n", 9, ("'--> x'", "a new line")),
    "hidden by HTML": (f"<div hidden>\n{block()}</div>\n", 1, ("'<div'", "a space behind <")),
    "hidden by a script": (f"so <script\n>\n{block()}", 1, ("'<script'", "HTML")),
    "hidden by front matter": (f"---\n{block()}---\n", 1, ("front matter", "remove it")),
    "swallowed by a block": (f"\n```text\n{block()}", 4, ("block of line 2", "line ```")),
    "swallowed by an example": (f"````md\n{block()}````\n", 3, ("line 1", "line ````")),
    "swallowed after a list": (f"- ```text\n  a\n  ```\n{block()}", 1, ("'- ```text'", "left")),
    "swallowed after a numbered list": (f"1) ~~~\n{block()}", 1, ("'1) ~~~'", "left")),
    "swallowed after an item": (f"- a\n  ```\n  b\n\n{block()}", 2, ("'```' is not at", "left")),
    "swallowed after a comment": (f"<!--\n```text\n-->\n{block()}```\n", 11, ("not closed",)),
    "a statement in a block of no kind": (f"{block()}```\nstate: 1 = 2\n```\n", 9, ("'state:'",)),
    "an id in a block": ("```text\n  id: x\n```\n", 2, ("'id: x' looks like", "not begin with")),
    "a statement in a list": ("- state: 1 = 2\n", 1, ("looks like a line of a claim",)),
    "a statement that is indented": ("    State : 1 = 2\n", 1, ("looks like", "'State:'")),
    "a field that continues another": (
        block(("source", "source: ours\n  state: 1 = 2")),
        6,
        ("'state: 1 = 2' looks like a field", "'source'", "remove the spaces"),
    ),
    "an escape": (block(("source", "source: a\x1b[2Kb")), 5, ("U+001B", "remove it")),
    "text from right to left": (block(("source", "source: \u202ea")), 5, ("U+202E",)),
    "a line separator": (block(("source", "source: s\u2028state: 1 = 2")), 5, ("U+2028",)),
}
FAULTS |= DIFFERENT


@pytest.mark.parametrize(("text", "line", "shows"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_with_its_place(
    text: str, line: int, shows: tuple[str, ...], tmp_path: Path
) -> None:
    with pytest.raises(ClaimError) as caught:
        read(text, tmp_path)
    told = str(caught.value)
    assert told.startswith(f"{tmp_path / 'one.md'}:{line}: ")
    assert told.count(str(tmp_path)) == 1
    assert "\n" not in told
    for part in shows:
        assert part in told


def test_the_block_that_the_faults_change_is_read(tmp_path: Path) -> None:
    assert [one.claim.id for one in read(block(), tmp_path).claims] == ["x"]


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "binary.md").write_bytes(b"# T\n\xff\xfe")
    (tmp_path / "large.md").write_bytes(b" " * 2_000_001)
    (tmp_path / "folder.md").mkdir()
    for name, shows in {
        "binary.md": ("not text in UTF-8 (byte 4)", "save it"),
        "large.md": ("2000001 bytes", "split it"),
        "folder.md": ("is a directory", "name a Markdown file"),
        "missing.md": ("No such file", "check the path"),
    }.items():
        with pytest.raises(ClaimError) as caught:
            read_document(tmp_path / name)
        for part in shows:
            assert part in str(caught.value)
