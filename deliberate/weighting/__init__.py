"""How the evidence posted on a proposition adds up, and why. docs/weighting.md explains the model."""
