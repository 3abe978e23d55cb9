"""Which numbers of a paper's tables are its results on given leaderboards, learnt from known results."""
