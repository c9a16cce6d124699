"""Classes: people who learn together, what they are set, and what only those who teach them may see."""
