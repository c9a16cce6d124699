"""The word of a platform, or of somebody in its place, that is not taken."""


class Refused(Exception):
    """The reason is for the log alone: whoever made a token up would like to know. It holds nothing of any person."""
