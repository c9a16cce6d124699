"""What a host's own pages ask of deliberation: is there one of this text, and how much is in it?"""
