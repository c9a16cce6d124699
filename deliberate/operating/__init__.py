"""What whoever runs a site of its own does from a terminal: serve it, look after it, back it up."""
