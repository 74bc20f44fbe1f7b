"""Decayed RTRL: the influence of the past shrinks by a factor gamma a step."""

from symdyn.notation import m, parameter, w
from symdyn.rules.rule import LearningRule

gamma = parameter("gamma", 0, 1)

rule = LearningRule(
    name="decayed-rtrl",
    title="Decayed RTRL",
    feedback="symmetric",
    kernel=(gamma * w) ** m,
    references=(
        "O. Marschall, K. Cho and C. Savin, A unified framework of online learning algorithms "
        "for training recurrent neural networks, JMLR 21 (2020) 1-34",
    ),
)
