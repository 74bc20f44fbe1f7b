"""What the prover tries evidence on before the checker decides: it reads its own LaTeX, and refuses.

Nothing rests on it: a claim becomes a certificate, and `symdyn.checker` judges that.  In the order of
reading: `reading` and `formulas` (the LaTeX of statements), `algebra` and `values` (what equality is),
`meaning` (names, sums, limits, derivatives), `kinds` (what each kind of claim must show), `words`,
`modes`, `ranks` and `instances` (matrices), `checking`.
"""
