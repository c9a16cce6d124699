"""What both sides of an article accept: claims and sentences that people of each viewpoint have confirmed."""
