"""The claims of certificates as theorems for Coq, and its kernel's verdict on them.

A certificate is read as the checker reads it, and its statement and its evidence are written down as
a theorem with a proof.  Nothing is searched here, and nothing that the checker found is trusted there:
Coq's kernel compares every statement with what the proof shows.
"""
