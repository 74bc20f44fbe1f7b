"""The stages of the analysis, one file a stage; `analysis.py` runs them in order."""
