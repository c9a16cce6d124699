"""What our own site has for whoever runs it: health, one line per request, and what stands in front of it."""
