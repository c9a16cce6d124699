"""What can be done from the command line of any site that has the extension."""
