"""What the model, the data and the machine are; nothing is run."""
