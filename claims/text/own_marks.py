"""Words by which a label says that it is the author's own system."""

import re

OWN_MARK = re.compile(
    r"(?i)[(\[]\s?(?:ours?|this model|this one|this checkpoint|this repo(?:sitory)?|this work|us)\s?[)\]]"
    r"|^(?:ours?|this model|our model)$"
)
"""A label that says of itself that it is the author's own, in any document."""
OWN_ROW_MARK = re.compile(
    r"(?i)[(\[]\s?ours?\b[^()]{0,20}[)\]]"
    r"|^\s?(?:ours?|our (?:model|method|approach|system|full model)|proposed(?: \w+)?|this (?:work|paper)"
    r"|full(?: model)?)\b"
    r"|\bours?\s?$"
)
"""The same in a paper's table, where variants of the own system are its own too: "Ours-large", "Full model"."""
