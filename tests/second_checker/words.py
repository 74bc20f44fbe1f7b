"""Matrix words X f Y^T with f diagonal: frames, and diagonals as sums over indices."""

from dataclasses import dataclass

from tests.second_checker.errors import RejectedError
from tests.second_checker.powers import INDEX, Powers
from tests.second_checker.ratios import ONE, ZERO, Ratio, variable

Frames = tuple[str, str] | None  # None: a multiple of I, which fits every frame
Binders = tuple[tuple[str, Ratio], ...]


@dataclass(frozen=True)
class Word:
    """Left and right frame, and the diagonal: terms, each under nested sums (index, bound)."""

    frames: Frames
    terms: tuple[tuple[Binders, Ratio], ...]


class WordAlgebra:
    """Arithmetic of words."""

    def __init__(self, powers: Powers) -> None:
        self.powers = powers
        self.count = 0

    def fresh(self) -> str:
        """A new bound index."""
        self.count += 1
        return f"{INDEX}#{self.count}"

    def scalar(self, value: Ratio) -> Word:
        """A multiple of I."""
        return Word(None, (((), value),))

    def diagonal(self, value: Ratio, sides: tuple[str, str]) -> Word:
        """A diagonal matrix between two dimensions."""
        return Word(sides, (((), value),))

    def orthogonal(self, name: str, side: str) -> Word:
        """An orthogonal matrix: from a frame to a dimension."""
        return Word((name, side), (((), ONE),))

    def add(self, one: Word, two: Word) -> Word:
        """The sum of words in equal frames."""
        if one.frames == two.frames:
            return Word(one.frames, one.terms + two.terms)
        if one.frames is None:
            one, two = two, one
        if two.frames is None and one.frames is not None and one.frames[0] == one.frames[1]:
            return Word(one.frames, one.terms + two.terms)
        raise RejectedError("a sum of matrices in different frames")

    def times(self, one: Word, two: Word) -> Word:
        """The product of words; sums are multiplied out."""
        frames: Frames
        if one.frames is None or two.frames is None:
            frames = one.frames or two.frames
        elif one.frames[1] == two.frames[0]:
            frames = (one.frames[0], two.frames[1])
        else:
            raise RejectedError("a product of matrices whose frames do not meet")
        terms = []
        for left_binders, left in one.terms:
            for binders, value in two.terms:
                moved_binders, moved = self.renamed(binders, value)
                terms.append((left_binders + moved_binders, left * moved))
        return Word(frames, tuple(terms))

    def renamed(self, binders: Binders, value: Ratio) -> tuple[Binders, Ratio]:
        """A term with new bound indices."""
        values: dict[str, Ratio] = {}
        found = []
        for index, bound in binders:
            new = self.fresh()
            found.append((new, self.powers.substituted(bound, values)))
            values[index] = variable(new)
        return tuple(found), self.powers.substituted(value, values)

    def negative(self, word: Word) -> Word:
        """Minus a word."""
        return Word(word.frames, tuple((binders, -value) for binders, value in word.terms))

    def transpose(self, word: Word) -> Word:
        """The transpose: the frames change places."""
        frames = None if word.frames is None else (word.frames[1], word.frames[0])
        return Word(frames, word.terms)

    def power(self, word: Word, exponent: Ratio) -> Word:
        """A power of a word with equal frames on both sides."""
        if word.frames is not None and word.frames[0] != word.frames[1]:
            raise RejectedError("a power of a matrix with different frames on its sides")
        number = exponent.number()
        if number is not None and number.denominator == 1 and 0 <= number <= 20:
            result = Word(word.frames, (((), ONE),))
            for _ in range(int(number.numerator)):
                result = self.times(result, word)
            return result
        return Word(word.frames, (((), self.powers.power(self.plain(word), exponent)),))

    def plain(self, word: Word) -> Ratio:
        """The diagonal of a word without sums."""
        total = ZERO
        for binders, value in word.terms:
            if binders:
                raise RejectedError("a sum where none may stand")
            total = total + value
        return total

    def summed(self, word: Word, index: str, bound: Ratio) -> Word:
        """The sum of a word over an index."""
        return Word(
            word.frames, tuple((((index, bound), *binders), value) for binders, value in word.terms)
        )

    def normal_form(self, word: Word) -> dict[object, Ratio]:
        """The diagonal, with equal summands under equal sums collected."""
        found: dict[object, Ratio] = {}
        for binders, value in word.terms:
            values: dict[str, Ratio] = {}
            bounds = []
            for place, (index, bound) in enumerate(binders):
                bounds.append(self.powers.substituted(bound, values).key())
                values[index] = variable(f"{INDEX}@{place}")
            key = tuple(bounds)
            found[key] = found.get(key, ZERO) + self.powers.substituted(value, values)
        return {key: value for key, value in found.items() if not value.is_zero()}


def equal(one: dict[object, Ratio], two: dict[object, Ratio]) -> bool:
    """Whether two normal forms are equal."""
    return one.keys() == two.keys() and all(one[key] == two[key] for key in one)
