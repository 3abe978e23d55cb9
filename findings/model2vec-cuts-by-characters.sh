#!/usr/bin/env bash
# model2vec drops words from texts that are far shorter than its limit in tokens.
#
# Expected: StaticModel.encode(max_length=512) uses up to 512 tokens. A text of 400 words, one token each, is used
# whole.
# What happens: before it is tokenised, the text is cut to 512 times the median length of a vocabulary entry, in
# characters. A vocabulary of many short entries makes that short: here the last 200 words are never seen, and the
# vector says that the text holds one word alone. With max_length=None the whole text counts.
# Versions: model2vec 0.10.0, tokenizers 0.23.3, numpy 2.4.6
# Seen on 2026-11-30:
#   share of the two words in the text: 0.50 and 0.50
#   in the vector, limit of 512 tokens: 1.00 and 0.00
#   in the vector, no limit: 0.50 and 0.50
#
# Exit status: 0 while the libraries still behave like this, 1 once they no longer do.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-compile model2vec==0.10.0 tokenizers==0.23.3 numpy==2.4.6
cd "$folder"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import sys

import numpy as np
from model2vec import StaticModel
from tokenizers import Tokenizer, models, pre_tokenizers

long_words = ["internationalization", "representations"]
vocabulary = ["[UNK]", "a", "b", "c", "in", "on", *long_words]
tokenizer = Tokenizer(models.WordLevel({word: row for row, word in enumerate(vocabulary)}, unk_token="[UNK]"))
tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
model = StaticModel(np.eye(len(vocabulary), dtype=np.float32), tokenizer, config={}, normalize=False)

text = " ".join([long_words[0]] * 200 + [long_words[1]] * 200)
print("share of the two words in the text: 0.50 and 0.50")
seen = {}
for limit, name in ((512, "limit of 512 tokens"), (None, "no limit")):
    vector = model.encode([text], max_length=limit)[0]
    seen[limit] = [float(vector[vocabulary.index(word)]) for word in long_words]
    print(f"in the vector, {name}: {seen[limit][0]:.2f} and {seen[limit][1]:.2f}")

if not (seen[512][1] == 0 and abs(seen[None][1] - 0.5) < 0.01):
    sys.exit("Changed: a text below the limit in tokens is no longer cut.")
PYTHON
