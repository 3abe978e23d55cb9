"""Which components a paper presents as its own, and where an ablation isolates them."""
