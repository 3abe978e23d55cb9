"""PDF papers: words with boxes, rules, captions, tables rebuilt from words, text in reading order."""
