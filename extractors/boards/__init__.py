"""Which numbers of a paper's tables are its results on a given leaderboard: learnt from papers whose results are known."""
