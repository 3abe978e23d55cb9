#!/usr/bin/env bash
# rouge-score gives a wrong summary in Russian a perfect score, if it holds the same year.
#
# Expected: words in other alphabets than the Latin one are words, or the score of such a text is 0, which one
# notices.
# What happens: everything but a-z and 0-9 is thrown away before the comparison. What is left of a Russian (Greek,
# Arabic, Chinese) text are its numbers: two sentences that share only "2024" get 1.0, two equal ones without a number
# 0.0. An average over a data set then measures which numbers were copied, and looks like a score.
# Versions: rouge-score 0.1.2
# Seen on 2026-11-30:
#   other words, same year: ROUGE-1 1.0
#   equal sentences without a number: ROUGE-1 0.0
#
# Exit status: 0 while the libraries still behave like this, 1 once they no longer do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile rouge-score==0.1.2
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import sys

from rouge_score import rouge_scorer

scorer = rouge_scorer.RougeScorer(["rouge1"])
closed, opened = "Завод закрыли в 2024 году", "Новая школа открылась летом 2024"
wrong = scorer.score(closed, opened)["rouge1"].fmeasure
same = scorer.score("Завод закрыли", "Завод закрыли")["rouge1"].fmeasure
print(f"other words, same year: ROUGE-1 {wrong}")
print(f"equal sentences without a number: ROUGE-1 {same}")

if (wrong, same) != (1.0, 0.0):
    sys.exit("Changed: words in other alphabets now count.")
PYTHON
