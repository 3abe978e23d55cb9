#!/usr/bin/env bash
# In NLTK a right answer of fewer than six letters cannot reach a chrF of 1; in sacrebleu it does.
#
# Expected: both implement chrF, an F score over character sequences of one to six letters. An answer equal to its
# reference gets the highest score from both, and over a corpus the counts of all sentences are added up.
# What happens: NLTK counts the lengths that a short text does not have as failures, so that the right answer "no" gets
# 0.333 (sacrebleu leaves these lengths out). Its score of a corpus is the mean over the sentences: ten right answers
# "no" have 0.333, and one wrong short answer weighs as much as a long sentence.
# Versions: nltk 3.10.4, sacrebleu 2.6.0
# Seen on 2026-11-30:
#   right answer "7": nltk 0.167, sacrebleu 1.000
#   right answer "no": nltk 0.333, sacrebleu 1.000
#   right answer "Paris": nltk 0.833, sacrebleu 1.000
#   right answer "London": nltk 1.000, sacrebleu 1.000
#   a sentence with one wrong word: nltk 0.660, sacrebleu 0.660
#   a corpus of ten right answers "no": nltk 0.333, sacrebleu 1.000
#   a corpus of that sentence and a wrong "yes": nltk 0.330, sacrebleu 0.634
#
# Exit status: 0 while the libraries still behave like this, 1 once they no longer do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile nltk==3.10.4 sacrebleu==2.6.0
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import sacrebleu
from nltk.translate.chrf_score import corpus_chrf, sentence_chrf


def both(name, nltk_score, sacrebleu_score):
    print(f"{name}: nltk {nltk_score:.3f}, sacrebleu {sacrebleu_score / 100:.3f}")
    return nltk_score, sacrebleu_score / 100


right = {}
for word in ("7", "no", "Paris", "London"):
    scores = sentence_chrf(word, word, beta=2), sacrebleu.sentence_chrf(word, [word]).score
    right[word] = both(f'right answer "{word}"', *scores)
sentence, answer = "the cat sat on the mat", "the cat sat on a mat"
scores = sentence_chrf(sentence, answer, beta=2), sacrebleu.sentence_chrf(answer, [sentence]).score
long = both("a sentence with one wrong word", *scores)
corpora = []
for name, references, answers in (
    ('ten right answers "no"', ["no"] * 10, ["no"] * 10),
    ('that sentence and a wrong "yes"', [sentence, "no"], [answer, "yes"]),
):
    scores = corpus_chrf(references, answers, beta=2), sacrebleu.corpus_chrf(answers, [references]).score
    corpora.append(both(f"a corpus of {name}", *scores))

if not (right["no"][0] < 0.5 and right["no"][1] > 0.999 and abs(long[0] - long[1]) < 0.01):
    sys.exit("Changed: the two packages now agree on short answers, or no longer on long ones.")
if not (corpora[0][0] < 0.5 and corpora[1][1] - corpora[1][0] > 0.2):
    sys.exit("Changed: the two packages now agree on a corpus.")
PYTHON
