"""What a Markdown reader displays as a claim is what is read: random documents of nasty lines."""

import random
import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from symdyn.claims.markdown import read_markdown
from symdyn.errors import ClaimError

CLAIM = "```claim\nid: x\nstate: 1 > 0\n```"
LINES = (
    *("```", "````", "~~~", "  ```", "    ```", "\t```", "```text", "~~~ text", "``` ```", "```a`"),
    *("- ```", "- a", "  a", "1) ```", "> ```", "> a", "", "", "", "prose", "prose `", "# heading"),
    *("<!--", "-->", "<!-- a -->", "- <!--", "a <!--", "a -->", "<!-->", "  <!--", "<!-- ```"),
    *("<div>", "</div>", "<script>", "<pre>", "<b", "hidden>", "<?", "<![CDATA[", "---", "==="),
    *(
        "```claim",
        "  ```claim",
        "```claim ",
        "- ```claim",
        "id: x",
        "state: 1 = 2",
        "  state: 1 = 2",
    ),
    *("```\u00a0", "```claim\u00a0", "title: t", "| a |", "[a]: b", "[a]: b '", "$$", "    code"),
    *(CLAIM, CLAIM, CLAIM, CLAIM),
)
ROUNDS = 30_000


def displayed(text: str) -> list[tuple[int, str]]:
    """Line and text of each claim block that CommonMark has, wherever it stands."""
    return [
        (token.map[0] + 1, token.content)
        for token in MarkdownIt("commonmark").parse(text)
        if token.type == "fence" and token.map and token.info.strip() == "claim"
    ]


def looks_like_claims(text: str) -> list[str]:
    """The other things displayed as code in which a line is that of a claim; and HTML."""
    return [
        token.content
        for token in MarkdownIt("commonmark").parse(text)
        if (
            token.type in {"fence", "code_block"}
            and token.info.strip() != "claim"
            and re.search(r"^\s*(id|state):", token.content, re.MULTILINE)
        )
        or (token.type == "html_block" and not token.content.startswith("<!--"))
    ]


def test_what_is_displayed_is_what_is_read() -> None:
    made = random.Random(7)  # noqa: S311 - a sample
    accepted = 0
    for _ in range(ROUNDS):
        text = "\n".join(made.choice(LINES) for _ in range(made.randint(1, 9)))
        try:
            found = read_markdown(Path("x.md"), text.split("\n"))
        except ClaimError:
            continue
        read = [
            (block.line, "".join(f"{line}\n" for _, line in block.inner)) for block in found.blocks
        ]
        assert read == displayed(text), text
        if read:
            accepted += 1
            assert looks_like_claims(text) == [], text
    assert accepted > ROUNDS / 100


@pytest.mark.parametrize("line", ["  ```", "````", "<!--", "- ```\n  a\n  ```"])
def test_the_comparison_sees_a_difference(line: str) -> None:
    """A reading that ends blocks at ``` alone, and knows no comments and lists, is not the same."""
    text = f"{line}\n{CLAIM}\n"
    assert displayed(f"{CLAIM}\n") == [(1, "id: x\nstate: 1 > 0\n")]
    assert displayed(text) != [(2, "id: x\nstate: 1 > 0\n")]
