"""Formulas at random: letters, bases of powers, functions of an index."""

from collections.abc import Sequence
from random import Random

from tests.soundness.evidence.formulas import ONE, Node, letter, minus, number, plus, power, times

LETTERS = ("u", "v", "w", "x", "y")
PLAIN = ("k", "j", "m")  # the indices of sums and of free powers


class Draw:
    """Choices at random, and what must be assumed for them."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)  # noqa: S311 - a case that can be repeated
        self.assumed: list[str] = []
        self.letters = self.rng.sample(LETTERS, 3)

    def often(self, chance: float) -> bool:
        """True with this chance."""
        return self.rng.random() < chance

    def pick(self, *options: Node) -> Node:
        """One of these."""
        return self.rng.choice(options)

    def assume(self, *texts: str) -> None:
        """Add what is not assumed yet."""
        self.assumed = list(dict.fromkeys([*self.assumed, *texts]))

    def letter(self) -> Node:
        """One of the case's letters."""
        return letter(self.rng.choice(self.letters))

    def coefficient(self) -> Node:
        """A small number, or a letter."""
        return self.pick(
            ONE, number(2), number(-1), ("/", ONE, number(2)), self.letter(), number(3)
        )

    def polynomial(self, names: Sequence[str] = (), terms: int = 2) -> Node:
        """A few products of letters."""
        pool = [letter(x) for x in (names or self.letters)]
        found = []
        for _ in range(self.rng.randint(1, terms)):
            body = times(*self.rng.choices(pool, k=self.rng.randint(0, 2)))
            scale = number(self.rng.choice([1, 1, 2, 3]))
            one = times(scale, body)
            found.append(("-", one) if self.often(0.3) else one)
        return plus(*found)

    def base(self, index: str, other: str) -> Node:
        """What is raised to a power with the index, or holds such powers itself."""
        one, two, n, m = self.letter(), self.letter(), letter(index), letter(other)
        plain = (
            one,
            one,
            number(2),
            ("/", ONE, number(2)),
            ("/", ONE, number(3)),
            times(number(2), one),
        )
        products = (
            times(one, two),
            plus(one, two),
            minus(one, ONE),
            ("/", one, two),
            ("^", one, number(2)),
        )
        roll = self.rng.random()
        if roll < 0.5:
            return self.pick(*plain)
        if roll < 0.85:
            return self.pick(*products)
        return self.pick(
            power(one, m), power(one, m), power(plus(one, two), m), ("-", one), power(one, n)
        )

    def invariant(self, index: str, other: str) -> Node:
        """A factor that is 1, or does not change with the index, in two spellings."""
        one, n, m = self.letter(), letter(index), letter(other)
        return self.pick(
            ("/", power(power(one, m), n), power(power(one, n), m)),
            ("/", power(power(one, n), m), power(power(one, m), n)),
            ("/", power(times(number(2), one), n), times(power(number(2), n), power(one, n))),
            ("/", power(one, n), power(one, plus(n, ONE))),
            ("/", power(("^", one, number(2)), n), power(power(one, n), number(2))),
        )

    def function(self, index: str, other: str, *, terms: int = 2) -> Node:
        """A function of the index: coefficients, powers of the index, powers with it on top."""
        n, m, found = letter(index), letter(other), []
        for _ in range(self.rng.randint(1, terms)):
            factors = [self.coefficient()] if self.often(0.6) else []
            if self.often(0.2):
                factors.append(power(n, number(self.rng.randint(1, 2))))
            for _ in range(self.rng.choice([0, 1, 1, 1, 2])):
                exponent = self.pick(n, n, n, times(number(2), n), plus(n, ONE), plus(n, m))
                one = power(self.base(index, other), exponent)
                if self.often(0.12):
                    one = power(plus(one, ONE) if self.often(0.3) else one, m)
                factors.append(one)
            if self.often(0.08):
                factors.append(self.invariant(index, other))
            found.append(times(*factors))
        return plus(*found)

    def small(self, index: str, other: str) -> Node:
        """A function that decays in the index, with what must be assumed for that."""
        n, one, two = letter(index), self.letter(), self.letter()
        roll = self.rng.random()
        if roll < 0.5:
            self.assume(f"-1 < {one[1]} < 1")
            base = one
        elif roll < 0.65:
            self.assume(f"-1 < {one[1]} < 1", f"-1 < {two[1]} < 1")
            base = times(one, two)
        elif roll < 0.8:
            base = self.pick(("/", ONE, number(2)), ("/", number(2), number(3)))
            self.assume("3 > 0" if base[2] == number(2) else "5 > 0")
        elif roll < 0.9:
            self.assume(f"-1 < {one[1]}^{{{other}}} < 1")
            return power(power(one, letter(other)), n)
        else:
            self.assume(f"{one[1]} + {two[1]} < 1", f"-1 < {one[1]} + {two[1]}")
            base = plus(one, two) if one != two else one
        return power(base, n)

    def denominators(self, node: Node) -> None:
        """Assume that what is divided by in a formula is not 0, where it is a letter or short."""
        from tests.soundness.evidence.formulas import parts, show

        for one in parts(node):
            if one[0] == "/" and one[2][0] != "n":
                for name in sorted(
                    {x[1] for x in parts(one[2]) if x[0] == "v"} - {"k", "j", "m", "T"}
                ):
                    self.assume(rf"{name} \ne 0")
                if one[2][0] == "+":
                    self.assume(rf"{show(one[2])} \ne 0")
