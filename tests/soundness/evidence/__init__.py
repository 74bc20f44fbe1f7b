"""A fuzzer of evidence: certificates drawn at random, judged by both checkers and by exact values."""
